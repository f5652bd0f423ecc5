package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.SqliteObservation.Blocked;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writers of a SQLite file that wait for each other, or give up. An error with who had the lock at
 * that moment is the proof; waiting alone is the pattern, and where the processors are full it may
 * come from there. A refused request has lost all of its time, and what it waited.
 */
final class WriteContention implements Rule {

  private static final int REFUSALS = 3;
  private static final int WRITES = 100;
  private static final int WAITS = 20;
  private static final int TOLD = 3;
  private static final double MOSTLY = 0.5;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (SqliteObservation seen : window.sqlite()) {
      List<Blocked> ofRequests =
          seen.blocked().stream().filter(b -> !b.endpoint().equals(Window.BACKGROUND)).toList();
      if (!ofRequests.isEmpty() && (seen.refused() >= REFUSALS || waits(window, seen))) {
        found.add(finding(window, seen, ofRequests));
      }
    }
    return found;
  }

  private static boolean waits(Window window, SqliteObservation seen) {
    Thresholds.Connections t = window.thresholds().connections();
    double waited = Window.known(seen.waitedNanos());
    return seen.writes() >= WRITES
        && seen.waits() >= WAITS
        && waited / seen.writes() >= (double) t.poolWait().toNanos()
        && waited >= t.poolWaitShare() * Window.known(seen.writeNanos());
  }

  private static Finding finding(Window window, SqliteObservation seen, List<Blocked> ofRequests) {
    Blocked most = ofRequests.get(0);
    double explained = 0;
    for (Blocked blocked : ofRequests) {
      explained += Window.known(blocked.waitedNanos()) + lost(window, blocked);
    }
    String what =
        seen.refused() >= REFUSALS
            ? Words.count((double) seen.refused())
                + " statements were refused because another had the lock of the SQLite database"
            : "Writes wait "
                + Words.millis(
                    Window.known(seen.waitedNanos()) / Math.max(1.0, (double) seen.writes()))
                + " on average for the lock of the SQLite database";
    return draft(window, most)
        .about(seen.pool())
        .explains(explained)
        .proved(confidence(window, seen))
        .says(
            what + " of pool " + seen.pool() + ", most of all for " + holder(most) + ".",
            remedy(seen))
        .evidence(
            Words.evidence(
                seen.refused() + seen.waits(),
                -1,
                Window.known(seen.waitedNanos())
                    / Math.max(1.0, (double) seen.refused() + seen.waits()),
                seen.maxWaitNanos(),
                detail(seen, ofRequests)))
        .patch(seen.oneWriter() ? PatchText.shortTransaction("") : PatchText.sqlite())
        .finding();
  }

  private static Draft draft(Window window, Blocked most) {
    return window.statements(most.endpoint()).stream()
        .filter(s -> s.fingerprint().equals(most.statement()))
        .findFirst()
        .map(s -> new Draft(window, FindingKind.WRITE_CONTENTION, s))
        .orElseGet(() -> new Draft(window, FindingKind.WRITE_CONTENTION, most.endpoint()));
  }

  private static double lost(Window window, Blocked blocked) {
    EndpointObservation endpoint = window.endpoint(blocked.endpoint());
    return endpoint == null || blocked.refused() <= 0
        ? 0
        : Window.known(endpoint.totalNanos())
            * Math.min(1, (double) blocked.refused() / Math.max(1, endpoint.requests()));
  }

  private static Confidence confidence(Window window, SqliteObservation seen) {
    double known = 0;
    for (Blocked blocked : seen.blocked()) {
      known += blocked.holder().isEmpty() ? 0 : Window.known(blocked.refused());
    }
    if (seen.refused() >= REFUSALS) {
      return known >= MOSTLY * seen.refused() ? Confidence.HIGH : Confidence.MEDIUM;
    }
    return window.cpuIsFull() ? Confidence.LOW : Confidence.MEDIUM;
  }

  private static String holder(Blocked blocked) {
    if (blocked.holder().isEmpty()) {
      return "somebody outside of this process, or its own readers";
    }
    String who =
        blocked.holder().equals(Window.BACKGROUND)
            ? "what the service does outside of requests"
            : blocked.holder();
    return blocked.holderStatement().isEmpty()
        ? who
        : who + " (from '" + blocked.holderStatement() + "' to the end of its transaction)";
  }

  private static String remedy(SqliteObservation seen) {
    String shorter = "End the holder's transaction before work that needs no database.";
    return seen.oneWriter()
        ? shorter
        : "Let transactions begin with the write lock, one writer at a time in order of arrival"
            + " (headroom.sqlite). "
            + shorter;
  }

  private static String detail(SqliteObservation seen, List<Blocked> ofRequests) {
    StringBuilder told = new StringBuilder();
    told.append(
        String.format(
            Locale.ROOT,
            "%s writes, %s waited, %s refused%s; %s waited in all.",
            Words.count(Window.known(seen.writes())),
            Words.count(Window.known(seen.waits())),
            Words.count(Window.known(seen.refused())),
            seen.outdated() > 0
                ? ", of them "
                    + Words.count((double) seen.outdated())
                    + " because what their transaction had read was changed meanwhile (no waiting"
                    + " helps these)"
                : "",
            Words.millis(Window.known(seen.waitedNanos()))));
    for (Blocked blocked : ofRequests.stream().limit(TOLD).toList()) {
      told.append(' ')
          .append(blocked.endpoint())
          .append(" by ")
          .append(holder(blocked))
          .append(": ")
          .append(Words.millis(Window.known(blocked.waitedNanos())))
          .append('.');
    }
    Optional<Blocked> elsewhere =
        seen.blocked().stream().filter(b -> b.holder().isEmpty()).findFirst();
    return told
        + (elsewhere.isPresent()
            ? " Who has the lock in another process is not seen from here."
            : "")
        + " No saving is promised: there is one writer at a time in any case.";
  }
}
