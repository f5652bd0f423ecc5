package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.PoolObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A pool whose users wait, sized by {@link PoolLoad}, or refused with the reason: where processors
 * are full more connections only wait elsewhere, and where connections are held for nothing the
 * holder is the cause.
 */
final class PoolTooSmall implements Rule {

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    for (PoolObservation pool : window.pools()) {
      PoolLoad load = PoolLoad.of(window, pool);
      if (load.contended(window.thresholds().connections())) {
        found.add(finding(window, load));
      }
    }
    return found;
  }

  private static Finding finding(Window window, PoolLoad load) {
    PoolObservation pool = load.pool();
    String refused = refused(window, load);
    EndpointObservation endpoint = suffers(window, pool).orElse(null);
    double saving =
        endpoint == null ? 0 : Window.known(endpoint.poolWaitNanos()) / endpoint.requests();
    String size = pool.size() > 0 ? " of " + pool.size() : "";
    return new Draft(
            window,
            FindingKind.POOL_TOO_SMALL,
            endpoint == null ? Window.BACKGROUND : endpoint.endpoint())
        .about(pool.name())
        .explains(Window.known(pool.waitNanos()))
        .proved(confidence(window, load, refused))
        .saves(refused.isEmpty() ? saving : 0)
        .says(
            String.format(
                Locale.ROOT,
                "Requests wait %s on average for a connection of pool %s%s%s.",
                Words.millis(load.meanWaitNanos()),
                pool.name(),
                size,
                refused.isEmpty() ? "" : "; enlarging it would not help, because " + refused),
            refused.isEmpty()
                ? "Let pool "
                    + pool.name()
                    + " have "
                    + load.needed()
                    + " connections, and look at the database's processor while it does: "
                    + Words.number(round(load.wanted()))
                    + " are wanted on average, the rest is for the swings."
                : "Leave the size as it is: " + refused + ".")
        .evidence(
            Words.evidence(
                pool.checkouts(),
                -1,
                load.meanWaitNanos(),
                pool.maxWaitNanos(),
                String.format(
                    Locale.ROOT,
                    "%s connections in use on average, %s wanted, %s by square-root staffing; at"
                        + " most %s in use and %s waiting; %s waits ended without one; %s of the"
                        + " hold time is in statements; the process uses %s of its processors.",
                    Words.number(round(load.busy())),
                    Words.number(round(load.wanted())),
                    Words.count(load.needed()),
                    known(pool.mostActive()),
                    known(pool.mostWaiting()),
                    known(pool.timeouts()),
                    share(load.statementShare()),
                    share(window.cpuShare()))))
        .patch(refused.isEmpty() ? PatchText.poolSize(pool, load.needed()) : "")
        .finding();
  }

  /** Why a larger pool would not help, or empty. */
  private static String refused(Window window, PoolLoad load) {
    Thresholds.Connections t = window.thresholds().connections();
    if (window.cpuIsFull()) {
      return "the process uses " + Words.percent(window.cpuShare()) + " of its processors";
    }
    if (load.statementShare() < 1 - t.heldShare()) {
      return "connections are in statements for only "
          + Words.percent(load.statementShare())
          + " of the time that they are held";
    }
    if (PoolLoad.databaseIsFull(window)) {
      return "statements take many times their shortest time, so the database is what is full";
    }
    if (load.pool().size() > 0 && load.needed() <= load.pool().size()) {
      return "it is large enough for its load, and the waits come from bursts";
    }
    return "";
  }

  private static Confidence confidence(Window window, PoolLoad load, String refused) {
    if (!refused.isEmpty()) {
      return Confidence.LOW;
    }
    boolean known =
        load.pool().size() > 0
            && !Double.isNaN(window.cpuShare())
            && !Double.isNaN(load.statementShare());
    return known ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /** Of those who use the pool, the endpoint that waited longest. */
  private static Optional<EndpointObservation> suffers(Window window, PoolObservation pool) {
    List<String> holders =
        pool.holders().stream().map(PoolObservation.Holder::endpoint).distinct().toList();
    return window.endpoints().stream()
        .filter(e -> holders.isEmpty() || holders.contains(e.endpoint()))
        .filter(e -> e.poolWaitNanos() > 0)
        .max(Comparator.comparingLong(EndpointObservation::poolWaitNanos));
  }

  private static double round(double value) {
    return Math.rint(value * 10) / 10;
  }

  private static String known(long figure) {
    return figure < 0 ? "an unknown number" : Long.toString(figure);
  }

  private static String share(double share) {
    return Double.isNaN(share) ? "an unknown share" : Words.percent(share);
  }
}
