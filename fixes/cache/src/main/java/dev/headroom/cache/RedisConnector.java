package dev.headroom.cache;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections, two for each {@link Remote}: one for commands, one that waits for the feed.
 * Lettuce does not reconnect them: it would send again what was in flight and hide the gap; the
 * partition makes new ones and joins anew. Behind sentinels each new connection asks who is master.
 */
class RedisConnector implements AutoCloseable {

  /** No caller waits for it: connections are made by the feed's thread. */
  static final Duration CONNECTING = Duration.ofSeconds(2);

  final ClientResources resources =
      DefaultClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
  private final RedisClient client;
  private final RedisURI uri;
  final Duration timeout;

  RedisConnector(RedisURI uri, Duration timeout) {
    this.uri = patient(uri, timeout);
    this.timeout = timeout;
    this.client = RedisClient.create(resources);
    client.setOptions(
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECTING).build())
            .timeoutOptions(TimeoutOptions.create()) // RedisRemote has its own, by command.
            .build());
  }

  static RedisConnector of(RedisAddress address, Duration timeout) {
    return address.kind() == RedisAddress.Kind.CLUSTER
        ? new ClusterConnector(address.uris(), timeout)
        : new RedisConnector(address.uris().get(0), timeout);
  }

  static RedisURI patient(RedisURI uri, Duration timeout) {
    uri.setTimeout(CONNECTING.plus(timeout));
    uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(CONNECTING.plus(timeout)));
    return uri;
  }

  /** How many partitions there are. */
  int partitions() {
    return 1;
  }

  /** Connects to the server of a partition. */
  Remote connect(int partition) {
    return connect(partition, uri);
  }

  final Remote connect(int partition, RedisURI server) {
    StatefulRedisConnection<byte[], byte[]> commands = null;
    try {
      commands = client.connect(ByteArrayCodec.INSTANCE, server);
      StatefulRedisConnection<byte[], byte[]> feed =
          client.connect(ByteArrayCodec.INSTANCE, server);
      return new RedisRemote(partition, commands, feed, timeout);
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
