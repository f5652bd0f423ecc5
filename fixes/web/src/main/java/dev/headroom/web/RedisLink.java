package dev.headroom.web;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of Redis whose commands fail after 250 ms, at once while there is no connection, and
 * which has its connection back within a second of Redis being there again.
 */
final class RedisLink implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofMillis(250);

  /** The first time classes are loaded meanwhile. */
  private static final Duration CONNECTING = Duration.ofSeconds(2);

  /** So long after a connection could not be made none is tried: callers would wait in a row. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final ClientResources resources;
  private final RedisClient client;
  private final LongSupplier nanos;
  private @Nullable RedisException failure;
  private long failedNanos;

  RedisLink(String url, LongSupplier nanos) {
    this.nanos = nanos;
    RedisURI uri;
    try {
      uri = RedisURI.create(url);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "redis-url cannot be read: write it as redis://user:password@host:6379/0", e);
    }
    uri.setTimeout(CONNECTING);
    this.resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.constant(Duration.ofMillis(500)))
            .build();
    this.client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
            .build());
  }

  synchronized <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec) {
    RedisException before = failure;
    if (before != null && nanos.getAsLong() - failedNanos < PAUSE_NANOS) {
      throw new RedisException("no connection a moment ago", before);
    }
    try {
      StatefulRedisConnection<K, V> made = client.connect(codec);
      made.setTimeout(TIMEOUT);
      failure = null;
      return made;
    } catch (RedisException e) {
      failure = e;
      failedNanos = nanos.getAsLong();
      throw e;
    }
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
