package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.RuntimeObservation.Hot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The collector under pressure, and the one endpoint that makes most of the garbage. Garbage that
 * is collected at next to no cost is no cause, nor are the few collections of a start.
 */
final class Garbage implements Rule {

  private static final int FEW_COLLECTIONS = 10;
  private static final int FEW_REQUESTS = 10;

  /** Part of the share that is pressure from which garbage costs enough to name its maker. */
  private static final double COSTS = 0.4;

  private static final double HOT = 0.3;

  @Override
  public List<Finding> findings(Window window) {
    List<Finding> found = new ArrayList<>();
    RuntimeObservation runtime = window.runtime();
    Thresholds.Service t = window.thresholds().service();
    if (runtime.collections() < FEW_COLLECTIONS) {
      return found;
    }
    double pauses = window.pauseShare();
    boolean full =
        runtime.heapMaxBytes() > 0
            && runtime.heapUsedBytes() >= t.heapShare() * runtime.heapMaxBytes();
    if (pauses >= t.gcShare() || full) {
      pressure(window, pauses, full).ifPresent(found::add);
    }
    if (pauses >= COSTS * t.gcShare()) {
      double all =
          Math.max(
              Window.known(runtime.allocatedBytes()),
              window.endpoints().stream().mapToDouble(e -> Window.known(e.allocatedBytes())).sum());
      for (EndpointObservation e : window.endpoints()) {
        double bytes = Window.known(e.allocatedBytes());
        if (bytes > 0
            && bytes >= t.allocationShare() * all
            && bytes >= (double) t.allocationBytes() * e.requests()
            && e.requests() >= FEW_REQUESTS) {
          found.add(allocation(window, e, bytes / all));
        }
      }
    }
    return found;
  }

  private static Optional<Finding> pressure(Window window, double pauses, boolean full) {
    RuntimeObservation runtime = window.runtime();
    double limit = window.thresholds().service().gcShare();
    boolean high = pauses >= 2 * limit || (pauses >= limit && full);
    String heap =
        runtime.heapMaxBytes() <= 0
            ? ""
            : String.format(
                Locale.ROOT,
                " %s of %s are in use after a collection.",
                Words.bytes(Window.known(runtime.heapUsedBytes())),
                Words.bytes((double) runtime.heapMaxBytes()));
    return window.endpoints().stream()
        .max(
            Comparator.comparingLong(EndpointObservation::allocatedBytes)
                .thenComparingLong(EndpointObservation::totalNanos))
        .map(
            most ->
                new Draft(window, FindingKind.GC_PRESSURE, most.endpoint())
                    .about("")
                    .explains(pauses * window.requestNanos())
                    .proved(high ? Confidence.HIGH : Confidence.MEDIUM)
                    .saves(pauses * Window.known(most.totalNanos()) / Math.max(1, most.requests()))
                    .says(
                        String.format(
                            Locale.ROOT,
                            "Garbage collection stops the process for %s of the time.%s",
                            Words.percent(pauses),
                            heap),
                        full
                            ? "Give the heap more room, or keep less: bounded caches, no lists of"
                                + " everything; a heap dump shows what is kept."
                            : "Make less garbage where most of it is made, and take a collector"
                                + " that suits the machine.")
                    .evidence(
                        Words.evidence(
                            runtime.collections(),
                            -1,
                            Window.known(runtime.pauseNanos()) / runtime.collections(),
                            runtime.maxPauseNanos(),
                            String.format(
                                Locale.ROOT,
                                "%d collections in %s s.%s The saving is what all pauses cost.",
                                runtime.collections(),
                                Words.number(window.seconds()),
                                heap)))
                    .patch(full ? PatchText.heap(runtime.heapMaxBytes()) : "")
                    .finding());
  }

  private static Finding allocation(Window window, EndpointObservation e, double share) {
    double bytes = Window.known(e.allocatedBytes());
    Optional<Hot> hot =
        window.runtime().hot().stream()
            .filter(h -> h.endpoint().equals(e.endpoint()) && h.allocatedBytes() > 0)
            .max(Comparator.comparingLong(Hot::allocatedBytes));
    String line = hot.map(Hot::codeLine).orElse("");
    boolean proved = hot.isPresent() && hot.get().allocatedBytes() >= HOT * bytes;
    double cost = window.pauseShare() * share * window.requestNanos();
    return new Draft(window, FindingKind.ALLOCATION, e.endpoint())
        .at(line)
        .explains(cost)
        .proved(proved ? Confidence.HIGH : Confidence.MEDIUM)
        .saves(
            window.pauseShare() * share * Window.known(e.totalNanos()) / Math.max(1, e.requests()))
        .says(
            String.format(
                Locale.ROOT,
                "%s allocates %s for each request, %s of all garbage%s, and collecting it stops the"
                    + " process for %s of the time.",
                e.endpoint(),
                Words.bytes(bytes / e.requests()),
                Words.percent(share),
                line.isEmpty() ? "" : ", most of it in " + line,
                Words.percent(window.pauseShare())),
            "Write to the answer as it is made instead of building it whole, reuse buffers, and"
                + " read only the columns and rows that are used.")
        .evidence(
            Words.evidence(
                e.requests(),
                1,
                -1,
                window.runtime().maxPauseNanos(),
                String.format(
                    Locale.ROOT,
                    "%s in all%s. The saving is its part of the pauses.",
                    Words.bytes(bytes),
                    hot.map(h -> ", " + Words.bytes((double) h.allocatedBytes()) + " of it there")
                        .orElse(""))))
        .finding();
  }
}
