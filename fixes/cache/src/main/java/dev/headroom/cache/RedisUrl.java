package dev.headroom.cache;

import io.lettuce.core.RedisURI;

/** Reads addresses of Redis. */
public final class RedisUrl {

  private RedisUrl() {}

  /**
   * Reads an address. What is wrong with it is not told with it, nor as the cause: there may be a
   * password in it.
   *
   * @param name of the setting, for the error
   * @param url such as {@code redis://user:password@host:6379/0}
   * @return the address
   * @throws IllegalArgumentException if it cannot be read
   */
  public static RedisURI parse(String name, String url) {
    try {
      return RedisURI.create(url);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          name + " cannot be read: write it as redis://user:password@host:6379/0");
    }
  }
}
