package dev.headroom.cache;

import dev.headroom.loop.Nearest;
import java.lang.System.Logger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JavaType;

/**
 * A two-level cache, in the process (L1) and in Redis (L2), in which an invalidation always beats a
 * fill in flight, and what is served while nobody knows is bounded.
 *
 * <h2>Why caches lie</h2>
 *
 * <p>A reader misses and asks the database; a writer commits and invalidates; the reader stores
 * what it read before. From then on the old value is served until it expires. Deleting twice, or
 * later, makes that rarer; here four rules exclude it, each needed:
 *
 * <ol>
 *   <li><b>Early stamp.</b> A value is born when its load begins, not when it is stored. Stamps
 *       come from one clock, the server's: {@code max(clock + 1, microseconds)}, moved by
 *       invalidations.
 *   <li><b>Lease.</b> On a miss a script gives one node a token before it loads; invalidating the
 *       key deletes the token; storing needs it. It also makes one load of many misses.
 *   <li><b>Ticket.</b> In the process a fill opens a {@code Flight} before it reads anything; an
 *       invalidation cancels it and takes it out of the air, so that later callers do not wait for
 *       an older value; a cancelled one installs nothing.
 *   <li><b>Floor and generations.</b> Invalidating a tag, a pattern or a namespace notes a stamp;
 *       whatever was born before it is not valid, wherever it lies. A server that has lost its
 *       notes (evicted, flushed, restarted) raises the floor to now: misses, never old values.
 * </ol>
 *
 * <p>A <b>patch</b> is an invalidation for everybody but the value itself, which goes on with its
 * stamp: what was invalidated meanwhile is not patched. Since each part carries the version of its
 * row, patches may come in any order. A <b>fence</b> ({@link Change}) keeps a STRICT value out of
 * the cache from before the commit until its process has said how it ended, or until the time is
 * over in which it could. A <b>revocation</b> returns when every node that may still serve from its
 * process has acknowledged it.
 *
 * <h2>How nodes hear of each other</h2>
 *
 * <p>Each invalidation is one event in a capped stream, with a dense number; filling says nothing.
 * A node waits for events all the time, and an answer, also an empty one, proves that it had heard
 * everything when it asked. L1 is served only within 1 s of such a proof. When the feed is silent
 * for longer, a STRICT namespace goes past L1, an AVAILABLE one serves what was true at most {@link
 * NamespaceOptions#maxSilence} ago, and both have what is in Redis judged there. A missing number,
 * a shorter stream or a new connection is a gap: the node forgets L1, cancels its flights, loads
 * all generations together with their position in the stream, and only then uses L2 again.
 *
 * <p>When Redis does not answer within {@link CacheOptions#commandTimeout} the node goes on
 * without: L1 under the bound above, else loads, each shared within the process. Its own
 * invalidations take effect here at once and are kept in a journal, which is replayed, with those
 * of the last 30 s, before L2 is used again. For 2 s after an outage values of before it are not
 * used: other nodes may not have replayed theirs. No look-up fails because of Redis.
 *
 * <h2>One server or many</h2>
 *
 * <p>Alone or behind sentinels there is one partition, in a cluster there are 16, each under a hash
 * tag of its own; a key's partition is its hash modulo 16. Each has its clock, its generations, its
 * feed and its journal; stamps of different partitions are never compared. What concerns more than
 * one key is told to all partitions at once, and in effect everywhere when the call returns, though
 * not at the same instant in all.
 *
 * <h2>Guaranteed</h2>
 *
 * <ul>
 *   <li>After an invalidation has returned, no read that starts later on the same node returns a
 *       value loaded before it; on other nodes none does once they have heard the event, which is
 *       within 1 s or they no longer serve it under STRICT, and within {@code maxSilence} under
 *       AVAILABLE.
 *   <li>At rest, no level holds a valid value older than the last invalidation of its key, tags,
 *       pattern or namespace.
 *   <li>When {@link Namespace#revoke} has returned, no node returns an older value; that takes at
 *       most 1.02 s and the time-out of two commands.
 *   <li>However many callers and nodes miss at once, one loads, as long as the loader keeps its
 *       deadline and Redis is there; without Redis, one per node.
 *   <li>Values that cannot be read (garbage, another schema, a length that was made up) are misses,
 *       and counted.
 * </ul>
 *
 * <h2>Not guaranteed</h2>
 *
 * <ul>
 *   <li><b>The loader must read what is committed.</b> A load from a lagging replica or an older
 *       snapshot is stored as if it were new; {@link Surroundings} refuses those it can see.
 *   <li><b>Crash between commit and invalidation</b> in an AVAILABLE namespace, or in a STRICT one
 *       whose fence Redis did not take ({@link NamespaceStats#unfenced}), or of a node with an
 *       unreplayed journal: the old value stays until its time to live ends.
 *   <li><b>Redis cut off from one node only.</b> Others do not hear of that node's invalidations
 *       until it is back; the time to live bounds it. An isolated master goes on feeding its own
 *       readers: run replicas with {@code min-replicas-to-write}. A replica that takes over may
 *       lack the last events: nodes replay their own of the last 30 s.
 *   <li><b>A server clock set back while its memory is lost</b> puts the floor below old stamps.
 *   <li>A caller that joins a load in flight while the feed is silent gets what that load read when
 *       it began.
 *   <li>Loaders that wait for each other's keys wait until the loader's deadline.
 *   <li>Beyond 10,000 invalidated tags the server drops the older half and raises the floor to
 *       them; beyond 16 patterns a namespace loses what is older than the oldest; beyond 100,000
 *       names a node empties L1. All cost misses only.
 *   <li>Valkey speaks the same protocol and should do; it is Redis 7.0 that the tests run.
 * </ul>
 *
 * <h2>What lies in Redis</h2>
 *
 * <p>{@code {hr:0}d:NAMESPACE:KEY} a value: one line of header, then JSON, compressed above 1 KB.
 * {@code {hr:0}l:...} a lease. {@code {hr:0}g} the generations: {@code #clk}, {@code #seq}, {@code
 * #floor}, {@code n:NAMESPACE}, {@code t:NAMESPACE:TAG}, {@code p:NAMESPACE} the patterns, {@code
 * #f:...} the fences. {@code {hr:0}inv} the feed. {@code {hr:0}a} what each node has acknowledged.
 *
 * <p>Thread-safe. One thread, {@code headroom-cache-feed-N}, and two connections a partition.
 */
public final class HeadroomCache implements AutoCloseable {

  private static final Logger LOG = System.getLogger("dev.headroom.cache");

  private final CacheOptions options;
  private final LookupListener listener;
  private final Surroundings surroundings;
  private final LongSupplier nanos = System::nanoTime;
  private final String node = Long.toString(new SecureRandom().nextLong(), 36);
  private final List<Partition> partitions;
  private final @Nullable RedisConnector connector;
  private final List<Feed> feeds;
  private final Map<String, Typed> namespaces = new ConcurrentHashMap<>();

  private HeadroomCache(CacheOptions options, LookupListener listener, Surroundings surroundings) {
    this.options = options;
    this.listener = listener;
    this.surroundings = surroundings;
    String url = options.redisUrl();
    if (url == null) {
      LOG.log(
          Logger.Level.INFO,
          "cache: no Redis: values stay in this process, invalidations do not reach others");
      this.connector = null;
      this.partitions = List.of(new Partition(true, nanos, node));
      this.feeds = List.of();
    } else {
      RedisConnector made = RedisConnector.of(RedisAddress.of(url), options.commandTimeout());
      this.connector = made;
      this.partitions =
          IntStream.range(0, made.partitions())
              .mapToObj(i -> new Partition(false, nanos, node))
              .toList();
      this.feeds =
          IntStream.range(0, made.partitions())
              .mapToObj(i -> new Feed(i, partitions.get(i), () -> made.connect(i)))
              .toList();
      feeds.forEach(Feed::start);
      long end = nanos.getAsLong() + RedisConnector.CONNECTING.toNanos();
      feeds.forEach(feed -> feed.awaitFirst(end - nanos.getAsLong()));
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
    return CacheHealth.worst(partitions.stream().map(Partition::health).toList());
  }

  /** Closes the connections; what the process holds is forgotten. */
  @Override
  public void close() {
    feeds.forEach(Feed::close);
    partitions.forEach(Partition::leave);
    if (connector != null) {
      connector.close();
    }
  }

  List<Partition> partitions() {
    return partitions;
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
