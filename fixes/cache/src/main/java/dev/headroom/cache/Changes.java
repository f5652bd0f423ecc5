package dev.headroom.cache;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Compares what the cache had with what a load brings, and so measures staleness. */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
final class Changes<V> {

  private final NamespaceOptions options;
  private final Packer<V> packer;
  private final Counters counters;

  Changes(NamespaceOptions options, Packer<V> packer, Counters counters) {
    this.options = options;
    this.packer = packer;
    this.counters = counters;
  }

  boolean isSampled() {
    double share = options.shadowReads();
    return share > 0 && ThreadLocalRandom.current().nextDouble() < share;
  }

  /** Loads after a hit in the process and compares; what it finds it only counts. */
  void shadow(String key, Entry<V> entry, LocalLevel<V> local, BatchLoader<V> loader, long now) {
    compare(
        key,
        entry.value(),
        age(entry.expiresNanos(), now),
        loader,
        () -> local.valid(key) == entry);
  }

  /** The same after a hit in Redis. */
  void shadow(Fill<V> fill, BatchLoader<V> loader, long now) {
    compare(
        fill.flight.key,
        fill.value,
        age(fill.expiresNanos, now),
        loader,
        () -> !fill.flight.isCancelled());
  }

  private void compare(
      String key, @Nullable V had, long ageNanos, BatchLoader<V> loader, StillThere stillThere) {
    V loaded;
    counters.loads.increment();
    try {
      Map<String, V> all = loader.load(List.of(key));
      loaded = all.get(key);
    } catch (Exception e) {
      counters.loadFailures.increment(); // The caller has its answer.
      return;
    }
    boolean differs = differs(had, loaded);
    if (!differs || stillThere.isSo()) {
      counters.staleness.shadowRead(ageNanos, differs);
    }
  }

  /** A value past its time was loaded anew. */
  void reloaded(Fill<V> fill) {
    Spare<V> before = fill.spare;
    if (before != null && !fill.flight.isCancelled()) {
      counters.staleness.watched(
          age(before.expiresNanos(), fill.readNanos), differs(before.value(), fill.value));
    }
  }

  /** Since its load; exact but for the jitter, which is not kept. */
  private long age(long expiresNanos, long now) {
    long usual = (long) (options.ttl().toNanos() * (1 - options.jitter() / 2));
    return Math.max(0, usual - (expiresNanos - now));
  }

  private boolean differs(@Nullable V one, @Nullable V other) {
    return !Objects.equals(one, other) && !Arrays.equals(packer.json(one), packer.json(other));
  }

  private interface StillThere {
    boolean isSo();
  }
}
