package dev.headroom.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look-up whose load is done by the caller: a hit, or an open ticket. Give the loaded value to
 * {@link #store} or say {@link #abandon}; both at most once, on any thread. A ticket that is
 * neither is worthless after the loader's deadline.
 *
 * @param <V> the value's type
 */
public final class Lookup<V> {

  private final boolean hit;
  private final @Nullable V value;
  private final @Nullable Open<V> open;

  private record Open<V>(Fill<V> fill, Filler<V> filler, Surroundings surroundings, long began) {}

  private Lookup(boolean hit, @Nullable V value, @Nullable Open<V> open) {
    this.hit = hit;
    this.value = value;
    this.open = open;
  }

  /** A hit, or a miss whose load is not to be stored. */
  static <V> Lookup<V> closed(boolean hit, @Nullable V value) {
    return new Lookup<>(hit, value, null);
  }

  static <V> Lookup<V> open(Fill<V> fill, Filler<V> filler, Surroundings surroundings) {
    return new Lookup<>(false, null, new Open<>(fill, filler, surroundings, filler.now()));
  }

  /**
   * Whether the cache had it.
   *
   * @return true for a hit
   */
  public boolean isHit() {
    return hit;
  }

  /**
   * The value of a hit.
   *
   * @return null for a miss, and for a hit on "there is none"
   */
  public @Nullable V value() {
    return value;
  }

  /**
   * Stores what was loaded after the look-up, unless it was invalidated meanwhile, or the caller's
   * surroundings forbid it.
   *
   * @param loaded the value
   */
  public void store(@Nullable V loaded) {
    if (open != null && !open.surroundings.mayStore()) {
      abandon();
    } else if (open != null) {
      Fill<V> fill = open.fill;
      Filler<V> filler = open.filler;
      filler.loaded(fill, loaded, open.began, filler.now() - open.began);
      filler.store(List.of(fill));
      filler.install(fill);
    }
  }

  /** Gives the ticket back: there will be no value. */
  public void abandon() {
    if (open != null) {
      open.filler.release(List.of(open.fill));
      open.fill.shard.local().detach(open.fill.flight);
    }
  }

  /**
   * Whether so much time has passed that the value would no longer be stored.
   *
   * @return true after the loader's deadline
   */
  public boolean isLate() {
    return open == null || open.filler.now() - open.fill.flight.lateNanos() > 0;
  }
}
