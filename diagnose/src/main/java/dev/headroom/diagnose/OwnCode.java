package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.RuntimeObservation.Hot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An endpoint whose time is its own code's, with the frames that its threads were seen in.
 *
 * <p>What is neither database nor pool, cache nor call is running or waiting. The endpoint's
 * samples, as its part of the processor time of the process, tell which: a long poll is not
 * accused. Hashing a password is meant to be slow, and is named as what it is. Without the flight
 * recorder nothing is known of the code, and the finding stays of low confidence.
 */
final class OwnCode implements Rule {

  private static final int ENOUGH = 20;

  /** Fewer may have run before the JVM had compiled them: code that is slow once is not accused. */
  private static final long WARM = 100;

  /** Half of the requests within this part of the mean: a few slow ones are what is seen. */
  private static final double FEW_SLOW = 0.5;

  private static final double RUNNING = 0.5;
  private static final double WAITING = 0.2;
  private static final double HOT = 0.3;
  private static final int FRAMES = 5;

  @Override
  public List<Finding> findings(Window window) {
    Map<String, Long> samples = new HashMap<>();
    for (Hot hot : window.runtime().hot()) {
      samples.merge(hot.endpoint(), hot.endpointSamples(), Math::max);
    }
    double all = samples.values().stream().mapToDouble(Window::known).sum();
    Thresholds.Service t = window.thresholds().service();
    List<Finding> found = new ArrayList<>();
    for (EndpointObservation e : window.endpoints()) {
      double own = Window.known(e.ownNanos());
      if (e.requests() >= ENOUGH
          && own >= t.ownShare() * e.totalNanos()
          && own >= (double) t.ownTime().toNanos() * e.requests()) {
        double seen = Window.known(samples.getOrDefault(e.endpoint(), 0L));
        double cpu = window.runtime().cpuNanos();
        double running = cpu < 0 || all <= 0 || own <= 0 ? Double.NaN : cpu * seen / all / own;
        found.add(finding(window, e, seen, running));
      }
    }
    return found;
  }

  private static Finding finding(
      Window window, EndpointObservation e, double seen, double running) {
    List<Hot> frames =
        window.runtime().hot().stream()
            .filter(hot -> hot.endpoint().equals(e.endpoint()) && hot.samples() > 0)
            .filter(hot -> !hot.validatesTokens()) // another cause: RepeatedValidation
            .sorted(Comparator.comparingLong(Hot::samples).reversed())
            .limit(FRAMES)
            .toList();
    String line = frames.isEmpty() ? "" : frames.get(0).codeLine();
    boolean hashes = !frames.isEmpty() && frames.get(0).hashesPasswords();
    double own = Window.known(e.ownNanos());
    return new Draft(window, FindingKind.OWN_CODE, e.endpoint())
        .at(hashes ? "" : line)
        .explains(own)
        .proved(confidence(window, e, frames, seen, running))
        .says(
            String.format(
                Locale.ROOT,
                "%s of the time of %s is in its own code, %s each time%s.",
                Words.percent(own / Math.max(1, Window.known(e.totalNanos()))),
                e.endpoint(),
                Words.millis(own / e.requests()),
                line.isEmpty()
                    ? ""
                    : hashes
                        ? ", most of it hashing passwords (" + Words.method(line) + ")"
                        : ", most of it in " + line),
            hashes
                ? "Leave it: a password hash is slow on purpose, and its cost factor says how slow."
                    + " Never keep its result. Where it takes the processor from others, limit how"
                    + " often a client may sign in and how many do at once, and let a session or a"
                    + " token stand for the password in between."
                : line.isEmpty()
                    ? "Look where its threads are: switch the flight recorder on (observe.profile)."
                    : "Do less in "
                        + Words.method(line)
                        + ": compute once and keep it, leave out what nobody reads, or take a"
                        + " better algorithm; the flame graph shows what it calls.")
        .evidence(
            Words.evidence(
                e.requests(),
                1,
                own / e.requests(),
                e.maxNanos(),
                detail(window, frames, seen, running)))
        .finding();
  }

  private static Confidence confidence(
      Window window, EndpointObservation e, List<Hot> frames, double seen, double running) {
    boolean signsIn =
        window.statements(e.endpoint()).stream()
            .map(window::shape)
            .anyMatch(shape -> shape.secret() && shape.byLogin());
    if (seen < ENOUGH || frames.isEmpty() || signsIn || running < WAITING) {
      return Confidence.LOW;
    }
    boolean warm = e.requests() >= WARM;
    double mean = Window.known(e.totalNanos()) / e.requests();
    boolean fewSlow = Window.known(e.p50Nanos()) < FEW_SLOW * mean;
    if (frames.get(0).hashesPasswords() || (!warm && fewSlow)) {
      return Confidence.LOW;
    }
    boolean hot = frames.get(0).samples() >= HOT * seen;
    return hot && running >= RUNNING && warm ? Confidence.HIGH : Confidence.MEDIUM;
  }

  private static String detail(Window window, List<Hot> frames, double seen, double running) {
    StringBuilder detail = new StringBuilder();
    for (Hot hot : frames) {
      detail
          .append(Words.percent(Math.min(1, hot.samples() / Math.max(1, seen))))
          .append(" in ")
          .append(hot.codeLine())
          .append(". ");
    }
    if (frames.isEmpty()) {
      String missing = window.runtime().missing();
      detail
          .append("Nothing is known of its code")
          .append(missing.isEmpty() ? ". " : ": " + missing + ". ");
    }
    if (!Double.isNaN(running)) {
      detail
          .append("It was running for about ")
          .append(Words.percent(Math.min(1, running)))
          .append(" of that time. ");
    }
    return detail.append("No saving is promised: what better code needs is not known.").toString();
  }
}
