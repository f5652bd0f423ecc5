package dev.headroom.web;

import dev.headroom.cache.RedisUrl;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis whose commands fail after 250 ms, at once while there is none, and which is
 * back within a second of Redis being there again. Nobody waits longer than that for it to be made
 * either, but for the start: the first time classes are loaded meanwhile.
 */
final class RedisLink<V> implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofMillis(250);

  private static final Duration CONNECTING = Duration.ofSeconds(2);

  /** A connection that could not be made is not tried again within this time. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final ClientResources resources;
  private final RedisClient client;
  private final RedisURI uri;
  private final RedisCodec<String, V> codec;
  private final LongSupplier nanos;
  private @Nullable CompletableFuture<StatefulRedisConnection<String, V>> made;
  private long begunNanos;

  RedisLink(String url, RedisCodec<String, V> codec, LongSupplier nanos) {
    this.uri = RedisUrl.parse("redis-url", url);
    this.codec = codec;
    this.nanos = nanos;
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
    try {
      var unused = connection(CONNECTING);
    } catch (RedisException later) {
      // The instance starts without Redis too.
    }
  }

  /**
   * The connection.
   *
   * @throws RedisException if there is none within the time-out
   */
  StatefulRedisConnection<String, V> connection() {
    return connection(TIMEOUT);
  }

  private StatefulRedisConnection<String, V> connection(Duration patience) {
    try {
      return connecting().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RedisException("no connection", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("no connection", e);
    }
  }

  /** Begins only: nobody holds the monitor while Redis does not answer. */
  private synchronized CompletableFuture<StatefulRedisConnection<String, V>> connecting() {
    CompletableFuture<StatefulRedisConnection<String, V>> present = made;
    if (present == null
        || (present.isCompletedExceptionally() && nanos.getAsLong() - begunNanos >= PAUSE_NANOS)) {
      begunNanos = nanos.getAsLong();
      present =
          client
              .connectAsync(codec, uri)
              .toCompletableFuture()
              .thenApply(
                  connection -> {
                    connection.setTimeout(TIMEOUT);
                    return connection;
                  });
      made = present;
    }
    return present;
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
