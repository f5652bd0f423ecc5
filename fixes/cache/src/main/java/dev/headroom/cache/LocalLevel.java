package dev.headroom.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.RemovalListener;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A namespace in the process: its values, and the tickets of the fills in flight.
 *
 * <p>The order of steps is what makes an invalidation win. A fill installs under the map's lock of
 * its key, and looks at its ticket there; an invalidation first cancels the ticket and then takes
 * that lock to evict. Whichever comes second sees the first. Tags need no lock: they are checked
 * whenever a value is read.
 */
@SuppressWarnings("ReferenceEquality") // Identity is meant.
class LocalLevel<V> {

  /** About what a value costs besides itself, in bytes. */
  private static final int OVERHEAD = 150;

  private final @Nullable Cache<String, Entry<V>> values;
  private final ConcurrentHashMap<String, Flight<V>> flights = new ConcurrentHashMap<>();
  private final Supplier<Generations> current;
  private final LongSupplier nanos;

  LocalLevel(
      @Nullable Cache<String, Entry<V>> values, Supplier<Generations> current, LongSupplier nanos) {
    this.values = values;
    this.current = current;
    this.nanos = nanos;
  }

  /** The values of a namespace, shared by its partitions; null if it keeps none in the process. */
  static <V> @Nullable Cache<String, Entry<V>> values(NamespaceOptions options, Counters counters) {
    if (!options.levels().inProcess()) {
      return null;
    }
    RemovalListener<String, Entry<V>> evicted =
        (key, value, cause) -> {
          if (cause == RemovalCause.SIZE) {
            counters.evictions.increment();
          }
        };
    return options.maxBytes() > 0
        ? Caffeine.newBuilder()
            .maximumWeight(options.maxBytes())
            .weigher((String key, Entry<V> entry) -> OVERHEAD + 2 * key.length() + entry.bytes())
            .evictionListener(evicted)
            .build()
        : Caffeine.newBuilder().maximumSize(options.maxEntries()).evictionListener(evicted).build();
  }

  /** A value that no known invalidation forbids; whether it may be served now is for the caller. */
  @Nullable Entry<V> valid(String key) {
    if (values == null) {
      return null;
    }
    Entry<V> entry = values.getIfPresent(key);
    return entry != null && entry.valid(key, current.get()) ? entry : null;
  }

  /** Changes a value in place; whoever is loading it does not get it in. */
  boolean patch(String key, UnaryOperator<@Nullable Entry<V>> change) {
    Flight<V> flight = flights.get(key);
    if (flight != null) {
      detach(flight);
    }
    if (values == null) {
      return false;
    }
    Entry<V> now =
        values
            .asMap()
            .compute(
                key,
                (k, old) ->
                    old != null && old.valid(key, current.get()) ? change.apply(old) : null);
    return now != null;
  }

  /** Opens a flight, or returns the one that is in the air. */
  @Nullable Flight<V> join(Flight<V> mine) {
    for (; ; ) {
      Flight<V> there = flights.putIfAbsent(mine.key, mine);
      if (there == null) {
        sweep();
        return null;
      }
      if (there.joinable && there.lateNanos() - nanos.getAsLong() > 0) {
        return there;
      }
      detach(there);
    }
  }

  /** Puts a flight that nobody can wait for into the air; one that is there already goes on. */
  void replace(Flight<V> mine) {
    Flight<V> there = flights.putIfAbsent(mine.key, mine);
    if (there != null) {
      boolean late = there.lateNanos() - nanos.getAsLong() < 0;
      if (late) {
        there.cancel();
      }
      // Without a place in the air it would not be told of invalidations: the other one stores.
      if (!late || !flights.replace(mine.key, there, mine)) {
        mine.cancel();
      }
    }
    sweep();
  }

  /** Takes a flight out of the air: whoever comes later starts an own one; its value stays out. */
  void detach(Flight<V> flight) {
    flight.cancel();
    flights.remove(flight.key, flight);
  }

  /** Tells those who wait for what this thread is loading that they shall not have it. */
  void giveUp(String key, RuntimeException why) {
    Flight<V> flight = flights.get(key);
    if (flight != null && flight.owner.equals(Thread.currentThread())) {
      detach(flight);
      flight.outcome.complete(new Flight.Outcome<>(null, why));
    }
  }

  /** Ends a flight: those who waited get the outcome. */
  void land(Flight<V> flight, Flight.Outcome<V> outcome) {
    flights.remove(flight.key, flight);
    flight.outcome.complete(outcome);
  }

  /** The last step of a fill. */
  boolean install(Flight<V> flight, Entry<V> entry) {
    if (values == null) {
      return false;
    }
    Entry<V> now =
        values
            .asMap()
            .compute(
                flight.key,
                (key, old) -> {
                  if (!mayInstall(flight, entry)) {
                    return old;
                  }
                  boolean newer =
                      old != null && old.view() == entry.view() && old.born() > entry.born();
                  return newer ? old : entry;
                });
    return now == entry;
  }

  /** The ticket rule; open to tests, which take it away to see them fail. */
  boolean mayInstall(Flight<V> flight, Entry<V> entry) {
    return !flight.isCancelled()
        && entry.view() == current.get()
        && entry.guards().admit(flight.key, entry.born());
  }

  /** Follows an invalidation whose stamp the generations already have. */
  void apply(Invalidation what, long stamp) {
    if (what.kind() == Invalidation.Kind.KEY) {
      Flight<V> flight = flights.get(what.name());
      if (flight != null && flight.cancelIfBegunBefore(stamp)) {
        drop(flight);
      }
      if (values != null) {
        // Not computeIfPresent: that looks without the lock first, and would pass by a fill that is
        // just installing.
        values
            .asMap()
            .compute(what.name(), (key, old) -> old == null || old.born() < stamp ? null : old);
      }
      return;
    }
    for (Flight<V> flight : flights.values()) {
      if (what.concerns(what.namespace(), flight.key, flight.tags)
          && flight.cancelIfBegunBefore(stamp)) {
        drop(flight);
      }
    }
    // Only for the room: the guards keep them from being served. A tag's values stay till found.
    boolean all =
        what.kind() == Invalidation.Kind.NAMESPACE || what.kind() == Invalidation.Kind.EVERYTHING;
    if (all && values != null) {
      Generations mine = current.get();
      values.asMap().values().removeIf(entry -> entry.view() == mine && entry.born() < stamp);
    }
  }

  /** The detach rule: whoever comes after an invalidation does not join what it cancelled. */
  void drop(Flight<V> cancelled) {
    flights.remove(cancelled.key, cancelled);
  }

  /** Forgets everything of this partition; its generations have been replaced. */
  void reset(Generations old) {
    flights.values().forEach(this::detach);
    if (values != null) {
      values.asMap().values().removeIf(entry -> entry.view() == old);
    }
  }

  /** Tickets whose holder never came back (a method that threw) go when there are many. */
  private void sweep() {
    if (flights.size() > 1_000) {
      long now = nanos.getAsLong();
      for (Flight<V> flight : flights.values()) {
        if (!flight.joinable && flight.lateNanos() - now < 0) {
          detach(flight);
        }
      }
    }
  }
}
