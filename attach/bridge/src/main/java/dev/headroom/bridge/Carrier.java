package dev.headroom.bridge;

import org.jspecify.annotations.Nullable;

/**
 * An object of the application that carries what the agent knows about it: a driver's statement,
 * result set or connection gets a field of its own when its class is loaded. Where a field cannot
 * be added, {@link Carried} remembers.
 */
public interface Carrier {

  /**
   * What was put.
   *
   * @return null before
   */
  @Nullable Object headroom$state();

  /**
   * Puts something in the place of what was there.
   *
   * @param state anything
   */
  void headroom$state(@Nullable Object state);
}
