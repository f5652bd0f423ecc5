package dev.headroom.observe;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** Reports of connection pools whose classes were woven. Nothing here throws. */
public final class WovenPools {

  private final Observer observer;

  /**
   * Reports to an observer.
   *
   * @param observer who counts
   */
  public WovenPools(Observer observer) {
    this.observer = observer;
  }

  /**
   * This thread asks for a connection; ended by exactly one of {@link #taken} and {@link #opened}.
   * What it executes until then is the pool's, not the application's.
   *
   * @param pool the pool's name; null while unknown
   * @return the time
   */
  public long asked(@Nullable String pool) {
    return observer.enterPool(pool == null ? null : observer.poolNamed(pool));
  }

  /**
   * This thread has a connection, or not.
   *
   * @param start what {@link #asked} returned
   * @param pool the pool's name
   * @param connection the connection
   * @param why why it has none
   * @return null without a connection, and within another pool
   */
  public @Nullable Hold taken(
      long start, String pool, @Nullable Object connection, @Nullable Throwable why) {
    if (connection instanceof Connection jdbc) {
      observer.taken(observer.poolNamed(pool), jdbc, null);
    }
    Hold hold = observer.exitPool(start, observer.poolNamed(pool), why);
    if (hold != null && connection instanceof Connection jdbc) {
      try {
        hold.autoCommit = jdbc.getAutoCommit();
      } catch (Throwable unknown) {
        hold.autoCommit = true; // as JDBC has it
      }
    }
    return hold;
  }

  /**
   * This thread has opened a connection that nobody will hold for a request.
   *
   * @param start what {@link #asked} returned
   */
  public void opened(long start) {
    observer.exitPool(start);
  }
}
