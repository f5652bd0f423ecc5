package dev.headroom.stats;

import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.PoolObservation.Holder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * The pools of one name of several instances, as one pool with all their connections. The most that
 * were in use add too: an upper bound, since instances need not be busy at the same moment.
 */
final class MergedPool {

  private static final int HOLDERS = 20;

  private MergedPool() {}

  static PoolObservation of(List<PoolObservation> parts) {
    return new PoolObservation(
        parts.get(0).name(),
        parts.stream().map(PoolObservation::kind).reduce("", MergedObservations::agreed),
        gauge(parts, PoolObservation::size),
        gauge(parts, PoolObservation::active),
        gauge(parts, PoolObservation::idle),
        gauge(parts, PoolObservation::waiting),
        gauge(parts, PoolObservation::mostActive),
        gauge(parts, PoolObservation::mostWaiting),
        sum(parts, PoolObservation::checkouts),
        sum(parts, PoolObservation::timeouts),
        sum(parts, PoolObservation::waitNanos),
        parts.stream().mapToLong(PoolObservation::maxWaitNanos).max().orElse(-1),
        sum(parts, PoolObservation::holdNanos),
        holders(parts));
  }

  private static List<Holder> holders(List<PoolObservation> parts) {
    record Key(String endpoint, String codeLine) {}

    Map<Key, Holder> merged = new LinkedHashMap<>();
    for (PoolObservation part : parts) {
      for (Holder holder : part.holders()) {
        merged.merge(new Key(holder.endpoint(), holder.codeLine()), holder, MergedPool::both);
      }
    }
    return merged.values().stream()
        .sorted(
            Comparator.comparingLong(Holder::holdNanos)
                .reversed()
                .thenComparing(Holder::endpoint)
                .thenComparing(Holder::codeLine))
        .limit(HOLDERS)
        .toList();
  }

  private static Holder both(Holder a, Holder b) {
    return new Holder(
        a.endpoint(),
        a.codeLine(),
        a.checkouts() + b.checkouts(),
        a.holdNanos() + b.holdNanos(),
        a.statementNanos() + b.statementNanos(),
        a.callNanos() + b.callNanos(),
        a.waitedNanos() + b.waitedNanos());
  }

  /** What one instance does not tell is not known of all. */
  private static int gauge(List<PoolObservation> parts, ToIntFunction<PoolObservation> figure) {
    return (int) sum(parts, part -> figure.applyAsInt(part));
  }

  private static long sum(List<PoolObservation> parts, ToLongFunction<PoolObservation> figure) {
    return parts.stream().mapToLong(figure).reduce(0, (a, b) -> a == -1 || b == -1 ? -1 : a + b);
  }
}
