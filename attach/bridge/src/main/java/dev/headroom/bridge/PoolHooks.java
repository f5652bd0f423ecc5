package dev.headroom.bridge;

import org.jspecify.annotations.Nullable;

/** What woven connection pools, data sources and drivers call. */
public final class PoolHooks {

  private static volatile @Nullable Listener listener;

  private PoolHooks() {}

  /**
   * For the agent alone.
   *
   * @param to who is told from now on
   */
  public static void install(@Nullable Listener to) {
    listener = to;
  }

  /**
   * A thread asks for a connection.
   *
   * @param source the pool, data source or driver
   * @return to be given to {@link #taken}; null where nothing is to be told
   */
  public static @Nullable Object asked(Object source) {
    Listener to = listener;
    return to == null ? null : to.asked(source);
  }

  /**
   * It has one, or not.
   *
   * @param asked what {@link #asked} returned
   * @param connection the connection, null without one
   * @param thrown why not
   */
  public static void taken(
      @Nullable Object asked, @Nullable Object connection, @Nullable Throwable thrown) {
    Listener to = listener;
    if (to != null && asked != null) {
      to.taken(asked, connection, thrown);
    }
  }

  /**
   * A connection was given back.
   *
   * @param connection what {@link #taken} was told
   */
  public static void given(Object connection) {
    Listener to = listener;
    if (to != null) {
      to.given(connection);
    }
  }

  /** The agent behind this class; the methods are those above. */
  public interface Listener {

    /**
     * See {@link PoolHooks#asked}.
     *
     * @param source the pool, data source or driver
     * @return null where nothing is to be told
     */
    @Nullable Object asked(Object source);

    /**
     * See {@link PoolHooks#taken}.
     *
     * @param asked what was asked
     * @param connection the connection
     * @param thrown why there is none
     */
    void taken(Object asked, @Nullable Object connection, @Nullable Throwable thrown);

    /**
     * See {@link PoolHooks#given}.
     *
     * @param connection the connection
     */
    void given(Object connection);
  }
}
