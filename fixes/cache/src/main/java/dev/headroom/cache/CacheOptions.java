package dev.headroom.cache;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cache is built from.
 *
 * @param redisUrl for example {@code redis://user:password@host:6379/0}; null for none: values are
 *     kept in the process and nothing reaches other nodes
 * @param namespaces by name: lower case words with dashes
 * @param commandTimeout how long a caller waits for Redis before it goes on without; 10 ms to 10 s,
 *     default 250 ms
 */
public record CacheOptions(
    @Nullable String redisUrl, Map<String, NamespaceOptions> namespaces, Duration commandTimeout) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Checks the values and how they go together. */
  public CacheOptions {
    namespaces = Map.copyOf(namespaces);
    new TreeMap<>(namespaces).forEach((name, options) -> check(name, options, redisUrl));
    if (redisUrl != null
        && !(redisUrl.startsWith("redis://") || redisUrl.startsWith("rediss://"))) {
      throw new IllegalArgumentException(
          "a redis-url begins with redis:// or rediss://, such as redis://localhost:6379");
    }
    if (commandTimeout.compareTo(Duration.ofMillis(10)) < 0
        || commandTimeout.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException(
          "command-timeout is from 10 ms to 10 s, was " + commandTimeout);
    }
  }

  private static void check(String name, NamespaceOptions options, @Nullable String redisUrl) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a namespace's name is lower case words with dashes, such as menu-items; was '"
              + name
              + "'");
    }
    if (redisUrl == null && !options.levels().inProcess()) {
      throw new IllegalArgumentException(
          "namespace '"
              + name
              + "' keeps its values in Redis only (levels L2), but there is no redis-url: set one,"
              + " or write levels BOTH");
    }
  }

  /**
   * Options with the default time-out.
   *
   * @param redisUrl the server, or null for none
   * @param namespaces by name
   * @return checked
   */
  public static CacheOptions of(
      @Nullable String redisUrl, Map<String, NamespaceOptions> namespaces) {
    return new CacheOptions(redisUrl, namespaces, Duration.ofMillis(250));
  }
}
