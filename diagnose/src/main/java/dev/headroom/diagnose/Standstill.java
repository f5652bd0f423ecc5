package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.RuntimeObservation.Blocked;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Threads that stand still: for each other's locks, or pinned to their carrier. One finding for a
 * place, whichever endpoints come by.
 *
 * <p>Waiting for a connection is the pool's affair, waiting for work nobody's. While the processors
 * are full locks are held long for that reason alone. Pinning costs once carriers run out, so it
 * accuses only from a fifth of the carriers' time on.
 */
final class Standstill implements Rule {

  private static final List<String> NOT_LOCKS =
      List.of(
          "hikari",
          "dbcp",
          "c3p0",
          "tomcat.jdbc",
          "agroal",
          "Queue",
          "ForkJoinPool",
          "CountDownLatch",
          "CompletableFuture",
          "FutureTask",
          "ConditionObject",
          "CyclicBarrier",
          "Phaser",
          "Exchanger");

  private static final int FEW = 5;
  private static final int FEW_PINNED = 10;
  private static final int ENOUGH = 20;
  private static final double CARRIERS = 0.2;

  @Override
  public List<Finding> findings(Window window) {
    Map<String, List<Blocked>> places = new LinkedHashMap<>();
    for (Blocked b : window.runtime().blocked()) {
      boolean counts = b.pinned() || NOT_LOCKS.stream().noneMatch(b.what()::contains);
      if (counts && window.endpoint(b.endpoint()) != null && b.nanos() > 0 && !background(b)) {
        places.computeIfAbsent(place(b), key -> new ArrayList<>()).add(b);
      }
    }
    List<Finding> found = new ArrayList<>();
    for (List<Blocked> place : places.values()) {
      double nanos = place.stream().mapToDouble(b -> Window.known(b.nanos())).sum();
      double count = place.stream().mapToDouble(b -> Window.known(b.count())).sum();
      boolean pinned = place.get(0).pinned();
      if (count >= (pinned ? FEW_PINNED : FEW)
          && nanos >= window.thresholds().service().blockedShare() * timeOf(window, place)) {
        found.add(finding(window, place, nanos, count));
      }
    }
    return found;
  }

  private static boolean background(Blocked b) {
    return b.endpoint().equals(Window.BACKGROUND);
  }

  private static String place(Blocked b) {
    return (b.pinned() ? "pinned " : "lock ") + b.what() + "\n" + Words.method(b.codeLine());
  }

  /** Time of all requests of the endpoints that came by. */
  private static double timeOf(Window window, List<Blocked> place) {
    return place.stream()
        .map(Blocked::endpoint)
        .distinct()
        .map(window::endpoint)
        .mapToDouble(e -> e == null ? 0 : Window.known(e.totalNanos()))
        .sum();
  }

  private static Finding finding(Window window, List<Blocked> place, double nanos, double count) {
    Blocked worst =
        place.stream().reduce((a, b) -> b.nanos() > a.nanos() ? b : a).orElse(place.get(0));
    EndpointObservation endpoint = window.endpoint(worst.endpoint());
    double requests = endpoint == null ? 1 : Math.max(1, endpoint.requests());
    boolean pinned = worst.pinned();
    String where = worst.codeLine().isEmpty() ? "" : " in " + worst.codeLine();
    return new Draft(
            window,
            pinned ? FindingKind.PINNED_THREAD : FindingKind.LOCK_CONTENTION,
            worst.endpoint())
        .about(worst.what() + "\n" + Words.method(worst.codeLine()))
        .at(worst.codeLine())
        .explains(nanos)
        .proved(pinned ? pinned(window, nanos) : locked(window, count))
        .saves(pinned ? 0 : Window.known(worst.nanos()) / requests)
        .says(
            pinned
                ? String.format(
                    Locale.ROOT,
                    "Virtual threads of %s block%s while pinned to their carrier (%s), %s each"
                        + " time.",
                    worst.endpoint(),
                    where,
                    worst.what(),
                    Words.millis(nanos / count))
                : String.format(
                    Locale.ROOT,
                    "Threads of %s wait%s for the lock of %s, %s each time.",
                    worst.endpoint(),
                    where,
                    worst.what(),
                    Words.millis(nanos / count)),
            pinned
                ? "Use a java.util.concurrent lock instead of synchronized around what blocks, take"
                    + " a newer driver, or run on JDK 24 or later, where monitors no longer pin."
                : "Hold the lock for less (compute outside, publish inside), split it by key, or"
                    + " use a concurrent collection instead.")
        .evidence(
            Words.evidence(
                Math.round(count),
                count / requests,
                nanos / count,
                -1,
                String.format(
                    Locale.ROOT,
                    "%s waits, %s in all, of %d endpoints; the process uses %s of its processors."
                        + "%s",
                    Words.count(count),
                    Words.millis(nanos),
                    place.stream().map(Blocked::endpoint).distinct().count(),
                    Double.isNaN(window.cpuShare())
                        ? "an unknown share"
                        : Words.percent(window.cpuShare()),
                    pinned
                        ? " No saving is promised: who else wanted the carrier is not known."
                        : " The saving is an upper bound.")))
        .patch(PatchText.lock(worst.codeLine()))
        .finding();
  }

  private static Confidence locked(Window window, double count) {
    if (window.cpuIsFull()) {
      return Confidence.LOW;
    }
    boolean known = !Double.isNaN(window.cpuShare());
    return known && count >= ENOUGH ? Confidence.HIGH : Confidence.MEDIUM;
  }

  private static Confidence pinned(Window window, double nanos) {
    RuntimeObservation runtime = window.runtime();
    boolean many =
        runtime.processors() > 0 && nanos >= CARRIERS * runtime.processors() * window.windowNanos();
    return many ? Confidence.HIGH : Confidence.MEDIUM;
  }
}
