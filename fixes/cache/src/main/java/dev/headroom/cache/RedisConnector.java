package dev.headroom.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections, two for each {@link Remote}: one for commands, one that waits for the feed.
 * Lettuce does not reconnect them: it would send again what was in flight and hide the gap; the
 * partition makes new ones and joins anew.
 */
final class RedisConnector implements AutoCloseable {

  /** No caller waits for it: connections are made by the feed's thread. */
  static final Duration CONNECTING = Duration.ofSeconds(2);

  private final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final RedisClient client;
  private final Duration timeout;

  RedisConnector(String url, Duration timeout) {
    RedisURI uri;
    try {
      uri = RedisURI.create(url);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "redis-url cannot be read: write it as redis://user:password@host:6379/0", e);
    }
    uri.setTimeout(CONNECTING.plus(timeout));
    this.timeout = timeout;
    this.client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECTING).build())
            .timeoutOptions(TimeoutOptions.create()) // RedisRemote has its own, by command.
            .build());
  }

  Remote connect() {
    StatefulRedisConnection<byte[], byte[]> commands = null;
    try {
      commands = client.connect(ByteArrayCodec.INSTANCE);
      StatefulRedisConnection<String, byte[]> feed =
          client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      return new RedisRemote(commands, feed, timeout);
    } catch (RedisException e) {
      if (commands != null) {
        var unused = commands.closeAsync();
      }
      throw new RemoteFailure(RemoteFailure.Kind.LOST, "cannot connect: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
