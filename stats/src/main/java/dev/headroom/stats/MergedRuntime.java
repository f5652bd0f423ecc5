package dev.headroom.stats;

import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.RuntimeObservation.Blocked;
import dev.headroom.loop.RuntimeObservation.Hot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The processes of several instances. Processors, processor time and allocation add, over those
 * that know them; pauses are those of the process that stood still longest, the heap that of the
 * fullest.
 */
final class MergedRuntime {

  private static final int MOST = 100;

  private static final Comparator<RuntimeObservation> PAUSED =
      Comparator.comparingLong(RuntimeObservation::pauseNanos)
          .thenComparingLong(RuntimeObservation::maxPauseNanos)
          .thenComparingLong(RuntimeObservation::collections);

  private static final Comparator<RuntimeObservation> FULL =
      Comparator.comparingDouble(MergedRuntime::full)
          .thenComparingLong(RuntimeObservation::heapUsedBytes);

  private MergedRuntime() {}

  static RuntimeObservation of(List<RuntimeObservation> parts) {
    RuntimeObservation paused = parts.stream().max(PAUSED).orElse(RuntimeObservation.UNKNOWN);
    RuntimeObservation full = parts.stream().max(FULL).orElse(RuntimeObservation.UNKNOWN);
    return new RuntimeObservation(
        (int) sum(parts, RuntimeObservation::processors),
        sum(parts, RuntimeObservation::cpuNanos),
        paused.collections(),
        paused.pauseNanos(),
        paused.maxPauseNanos(),
        sum(parts, RuntimeObservation::allocatedBytes),
        full.heapUsedBytes(),
        full.heapMaxBytes(),
        hot(parts),
        blocked(parts),
        missing(parts));
  }

  private static double full(RuntimeObservation process) {
    return process.heapMaxBytes() <= 0
        ? -1
        : (double) process.heapUsedBytes() / (double) process.heapMaxBytes();
  }

  /** Empty as soon as one instance has a recorder; else the first reason. */
  private static String missing(List<RuntimeObservation> parts) {
    return parts.stream()
        .map(RuntimeObservation::missing)
        .min(Comparator.naturalOrder())
        .orElse(RuntimeObservation.UNKNOWN.missing());
  }

  private static List<Hot> hot(List<RuntimeObservation> parts) {
    record Key(String endpoint, String codeLine) {}

    Map<String, Long> samples = new HashMap<>();
    Map<Key, Hot> merged = new LinkedHashMap<>();
    for (RuntimeObservation part : parts) {
      // A part says the endpoint's samples with each of its frames; they count once.
      Map<String, Long> mine = new HashMap<>();
      for (Hot hot : part.hot()) {
        mine.merge(hot.endpoint(), hot.endpointSamples(), Math::max);
        merged.merge(
            new Key(hot.endpoint(), hot.codeLine()),
            hot,
            (a, b) ->
                new Hot(
                    a.endpoint(),
                    a.codeLine(),
                    a.samples() + b.samples(),
                    0,
                    a.allocatedBytes() + b.allocatedBytes()));
      }
      mine.forEach((endpoint, count) -> samples.merge(endpoint, count, Long::sum));
    }
    return merged.values().stream()
        .map(
            hot ->
                new Hot(
                    hot.endpoint(),
                    hot.codeLine(),
                    hot.samples(),
                    samples.getOrDefault(hot.endpoint(), 0L),
                    hot.allocatedBytes()))
        .sorted(
            Comparator.comparingLong(Hot::samples)
                .thenComparingLong(Hot::allocatedBytes)
                .reversed()
                .thenComparing(Hot::endpoint)
                .thenComparing(Hot::codeLine))
        .limit(MOST)
        .toList();
  }

  private static List<Blocked> blocked(List<RuntimeObservation> parts) {
    record Key(String endpoint, boolean pinned, String what, String codeLine) {}

    Map<Key, Blocked> merged = new LinkedHashMap<>();
    for (RuntimeObservation part : parts) {
      for (Blocked place : part.blocked()) {
        merged.merge(
            new Key(place.endpoint(), place.pinned(), place.what(), place.codeLine()),
            place,
            (a, b) ->
                new Blocked(
                    a.endpoint(),
                    a.pinned(),
                    a.what(),
                    a.codeLine(),
                    a.count() + b.count(),
                    a.nanos() + b.nanos()));
      }
    }
    return merged.values().stream()
        .sorted(
            Comparator.comparingLong(Blocked::nanos)
                .reversed()
                .thenComparing(Blocked::endpoint)
                .thenComparing(Blocked::codeLine)
                .thenComparing(Blocked::what)
                .thenComparing(Blocked::pinned))
        .limit(MOST)
        .toList();
  }

  private static long sum(
      List<RuntimeObservation> parts, ToLongFunction<RuntimeObservation> figure) {
    return parts.stream().mapToLong(figure).reduce(-1, MergedObservations::knownSum);
  }
}
