package dev.headroom.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What woven result sets call when a column is read. While nobody wants to know, which is nearly
 * always, no value is made an object.
 */
public final class ReadHooks {

  private ReadHooks() {}

  /**
   * The application read a column.
   *
   * @param result the result set
   * @param column its number or label; null for a number that nobody wanted
   * @param value the value
   */
  public static void read(Object result, @Nullable Object column, @Nullable Object value) {
    if (column != null && JdbcHooks.reading()) {
      JdbcHooks.read(result, column, value);
    }
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(boolean value) {
    return JdbcHooks.reading() ? value : null;
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(byte value) {
    return JdbcHooks.reading() ? value : null;
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(short value) {
    return JdbcHooks.reading() ? value : null;
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(int value) {
    return JdbcHooks.reading() ? value : null;
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(long value) {
    return JdbcHooks.reading() ? value : null;
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(float value) {
    return JdbcHooks.reading() ? value : null;
  }

  /**
   * A value as an object.
   *
   * @param value any
   * @return null unless somebody reads
   */
  public static @Nullable Object of(double value) {
    return JdbcHooks.reading() ? value : null;
  }
}
