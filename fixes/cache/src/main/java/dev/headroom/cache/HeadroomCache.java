package dev.headroom.cache;

import dev.headroom.loop.Nearest;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;

/**
 * A two-level cache, in the process and in Redis, in which an invalidation always beats a fill in
 * flight.
 */
public final class HeadroomCache implements AutoCloseable {

  private static final Logger LOG = System.getLogger("dev.headroom.cache");

  private final CacheOptions options;
  private final LookupListener listener;
  private final Surroundings surroundings;
  private final LongSupplier nanos = System::nanoTime;
  private final String node = Long.toString(new SecureRandom().nextLong(), 36);
  private final Partition partition;
  private final @Nullable RedisConnector connector;
  private final @Nullable Feed feed;
  private final Map<String, Typed> namespaces = new ConcurrentHashMap<>();

  private HeadroomCache(CacheOptions options, LookupListener listener, Surroundings surroundings) {
    this.options = options;
    this.listener = listener;
    this.surroundings = surroundings;
    String url = options.redisUrl();
    this.partition = new Partition(url == null, nanos);
    if (url == null) {
      LOG.log(
          Logger.Level.INFO,
          "cache: no Redis: values stay in this process, invalidations do not reach others");
      this.connector = null;
      this.feed = null;
    } else {
      this.connector = new RedisConnector(url, options.commandTimeout());
      this.feed = new Feed(partition, connector::connect);
      feed.start(RedisConnector.CONNECTING);
    }
  }

  /**
   * Opens a cache. A Redis that is not there is no error: the cache goes on without and uses it
   * when it comes.
   *
   * @param options checked
   * @return to be closed
   * @throws IllegalArgumentException if the redis-url cannot be read
   */
  public static HeadroomCache open(CacheOptions options) {
    return open(options, LookupListener.NONE, Surroundings.NONE);
  }

  /**
   * Opens a cache that is observed and knows of transactions.
   *
   * @param options checked
   * @param listener told of every look-up
   * @param surroundings asked at every look-up and invalidation
   * @return to be closed
   * @throws IllegalArgumentException if the redis-url cannot be read
   */
  public static HeadroomCache open(
      CacheOptions options, LookupListener listener, Surroundings surroundings) {
    return new HeadroomCache(options, listener, surroundings);
  }

  /**
   * A namespace; the same for each call.
   *
   * @param name as configured
   * @param type the values' type
   * @param <V> the values' type
   * @return the namespace
   * @throws IllegalArgumentException if it is not configured; the message names the nearest
   * @throws IllegalStateException if it was asked for with another type
   */
  public <V> Namespace<V> namespace(String name, Class<V> type) {
    return typed(name, Packer.MAPPER.constructType(type));
  }

  /**
   * A namespace of a generic type, such as {@code new TypeReference<List<Item>>() {}}.
   *
   * @param name as configured
   * @param type the values' type
   * @param <V> the values' type
   * @return the namespace
   * @throws IllegalArgumentException if it is not configured; the message names the nearest
   * @throws IllegalStateException if it was asked for with another type
   */
  public <V> Namespace<V> namespace(String name, TypeReference<V> type) {
    return typed(name, Packer.MAPPER.constructType(type));
  }

  /**
   * A namespace whose type is known by name only, as in a configuration file.
   *
   * @param name as configured
   * @param canonicalType for example {@code java.util.List<com.example.Item>}
   * @return the namespace
   * @throws IllegalArgumentException if it is not configured or the type cannot be found
   * @throws IllegalStateException if it was asked for with another type
   */
  public Namespace<Object> namespace(String name, String canonicalType) {
    return typed(name, Packer.MAPPER.getTypeFactory().constructFromCanonical(canonicalType));
  }

  /**
   * A namespace that has been asked for with its type.
   *
   * @param name as configured
   * @return null if nobody has said its type yet
   */
  @SuppressWarnings("unchecked") // Values come from Jackson with the type that was declared.
  public @Nullable Namespace<Object> known(String name) {
    Typed typed = namespaces.get(name);
    return typed == null ? null : (Namespace<Object>) typed.namespace();
  }

  @SuppressWarnings("unchecked") // The type is compared, and so the parameter is.
  private <V> Namespace<V> typed(String name, JavaType type) {
    NamespaceOptions configured = options.namespaces().get(name);
    if (configured == null) {
      throw new IllegalArgumentException(
          Nearest.unknown("cache namespace", name, options.namespaces().keySet()));
    }
    Typed typed =
        namespaces.computeIfAbsent(
            name,
            n -> new Typed(type, new Namespace<V>(name, configured, new Packer<>(type), this)));
    if (!typed.type().equals(type)) {
      throw new IllegalStateException(
          "cache namespace '"
              + name
              + "' holds "
              + typed.type().toCanonical()
              + " and was asked for "
              + type.toCanonical()
              + ": one namespace, one type");
    }
    return (Namespace<V>) typed.namespace();
  }

  /**
   * The configured names.
   *
   * @return unmodifiable
   */
  public Set<String> names() {
    return options.namespaces().keySet();
  }

  /**
   * The options.
   *
   * @return as given
   */
  public CacheOptions options() {
    return options;
  }

  /**
   * How the cache stands with Redis.
   *
   * @return a snapshot
   */
  public CacheHealth health() {
    return partition.health();
  }

  /** Closes the connections; what the process holds is forgotten. */
  @Override
  public void close() {
    if (feed != null) {
      feed.close();
    }
    partition.leave();
    if (connector != null) {
      connector.close();
    }
  }

  Partition partition() {
    return partition;
  }

  LookupListener listener() {
    return listener;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  LongSupplier nanos() {
    return nanos;
  }

  String node() {
    return node;
  }

  private record Typed(JavaType type, Namespace<?> namespace) {}
}
