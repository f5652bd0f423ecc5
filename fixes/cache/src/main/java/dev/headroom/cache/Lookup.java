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
  private final @Nullable Fill<V> fill;
  private final Filler<V> filler;
  private final Surroundings surroundings;
  private final long began;

  Lookup(
      boolean hit,
      @Nullable V value,
      @Nullable Fill<V> fill,
      Filler<V> filler,
      Surroundings surroundings) {
    this.hit = hit;
    this.value = value;
    this.fill = fill;
    this.filler = filler;
    this.surroundings = surroundings;
    this.began = hit ? 0 : filler.now(); // A hit spares the clock.
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
    if (fill != null && !surroundings.mayStore()) {
      abandon();
    } else if (fill != null) {
      long took = filler.now() - began;
      filler.loaded(fill, loaded, began, took);
      filler.store(List.of(fill));
      filler.install(fill);
    }
  }

  /** Gives the ticket back: there will be no value. */
  public void abandon() {
    if (fill != null) {
      filler.release(List.of(fill));
      fill.shard.local().detach(fill.flight);
    }
  }

  /**
   * Whether so much time has passed that the value would no longer be stored.
   *
   * @return true after the loader's deadline
   */
  public boolean isLate() {
    return fill == null || filler.now() - fill.flight.lateNanos() > 0;
  }
}
