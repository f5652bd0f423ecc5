package dev.headroom.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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

  private final @Nullable Cache<String, Entry<V>> values;
  private final ConcurrentHashMap<String, Flight<V>> flights = new ConcurrentHashMap<>();
  private final Supplier<Generations> current;
  private final LongSupplier nanos;

  LocalLevel(NamespaceOptions options, Supplier<Generations> current, LongSupplier nanos) {
    this.values =
        options.levels().inProcess()
            ? Caffeine.newBuilder().maximumSize(options.maxEntries()).build()
            : null;
    this.current = current;
    this.nanos = nanos;
  }

  /** A value that no known invalidation forbids; whether it may be served now is for the caller. */
  @Nullable Entry<V> find(String key, long now) {
    if (values == null) {
      return null;
    }
    Entry<V> entry = values.getIfPresent(key);
    return entry != null && entry.fresh(current.get(), now) ? entry : null;
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
        && Generations.admitted(entry.guards(), entry.born());
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
    boolean all = what.kind() != Invalidation.Kind.TAG;
    for (Flight<V> flight : flights.values()) {
      if ((all || flight.tags.contains(what.name())) && flight.cancelIfBegunBefore(stamp)) {
        drop(flight);
      }
    }
    if (all && values != null) {
      values.asMap().values().removeIf(entry -> entry.born() < stamp);
    }
  }

  /** The detach rule: whoever comes after an invalidation does not join what it cancelled. */
  void drop(Flight<V> cancelled) {
    flights.remove(cancelled.key, cancelled);
  }

  /** Forgets everything; the generations have been replaced. */
  void reset() {
    flights.values().forEach(this::detach);
    if (values != null) {
      values.invalidateAll();
    }
  }

  long size() {
    return values == null ? 0 : values.estimatedSize();
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
