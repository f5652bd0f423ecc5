package dev.headroom.cache;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a cache is built from.
 *
 * @param redisUrl one server, {@code redis://user:password@host:6379/0}; a cluster, {@code
 *     redis-cluster://host1:6379,host2:6379}; a server watched by sentinels, {@code
 *     redis-sentinel://host1:26379,host2:26379/0#master}; with TLS {@code rediss}, {@code
 *     rediss-cluster} or {@code rediss-sentinel}; null for none: values are kept in the process and
 *     nothing reaches other nodes
 * @param namespaces by name: lower case words with dashes
 * @param commandTimeout how long a caller waits for Redis before it goes on without; 10 ms to 10 s,
 *     default 250 ms
 * @param transactionTimeout STRICT: how long a fence stands whose process died between commit and
 *     invalidation; at least the time-out of the database's transactions; 1 s to 1 day, default 1
 *     min
 */
public record CacheOptions(
    @Nullable String redisUrl,
    Map<String, NamespaceOptions> namespaces,
    Duration commandTimeout,
    Duration transactionTimeout) {

  /** Default of {@link #transactionTimeout}. */
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(1);

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Checks the values and how they go together. */
  public CacheOptions {
    namespaces = Map.copyOf(namespaces);
    new TreeMap<>(namespaces).forEach((name, options) -> check(name, options, redisUrl));
    if (redisUrl != null) {
      RedisAddress.check(redisUrl);
    }
    if (commandTimeout.compareTo(Duration.ofMillis(10)) < 0
        || commandTimeout.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException(
          "command-timeout is from 10 ms to 10 s, was " + commandTimeout);
    }
    if (transactionTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || transactionTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "transaction-timeout is from 1 s to 1 day, was " + transactionTimeout);
    }
  }

  /**
   * Options with the default transaction time-out.
   *
   * @param redisUrl the server, or null for none
   * @param namespaces by name
   * @param commandTimeout how long a caller waits for Redis
   */
  public CacheOptions(
      @Nullable String redisUrl,
      Map<String, NamespaceOptions> namespaces,
      Duration commandTimeout) {
    this(redisUrl, namespaces, commandTimeout, DEFAULT_TRANSACTION_TIMEOUT);
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
