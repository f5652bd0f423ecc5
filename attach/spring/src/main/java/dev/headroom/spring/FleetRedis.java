package dev.headroom.spring;

import dev.headroom.cache.RedisUrl;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where instances leave what they saw: a value each, {@code {headroom:fleet:NAME}:ID}, which
 * expires, and a set of the ids, {@code {headroom:fleet:NAME}}, from which those that have expired
 * are taken out by whoever notices. One connection, opened when first needed.
 */
final class FleetRedis implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final byte[] PRESENT = {};

  private final RedisClient client;
  private final String prefix;
  private @Nullable StatefulRedisConnection<String, byte[]> connection;

  FleetRedis(String url, String name) {
    this.prefix = "{headroom:fleet:" + name + "}";
    RedisURI uri = RedisUrl.parse("headroom.fleet.redis-url", url);
    uri.setTimeout(TIMEOUT);
    client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(TIMEOUT).build())
            .build());
  }

  private synchronized StatefulRedisConnection<String, byte[]> connection() {
    StatefulRedisConnection<String, byte[]> open = connection;
    if (open == null) {
      open = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
      connection = open;
    }
    return open;
  }

  private String key(String id) {
    return prefix + ":" + id;
  }

  void put(String id, byte[] value, Duration lives) {
    var commands = connection().sync();
    commands.psetex(key(id), lives.toMillis(), value);
    commands.hset(prefix, id, PRESENT);
    commands.pexpire(prefix, lives.multipliedBy(10).toMillis());
  }

  /** By id; those that have expired are forgotten. */
  Map<String, byte[]> all() {
    var commands = connection().sync();
    Set<String> ids = new TreeSet<>(commands.hkeys(prefix));
    Map<String, byte[]> values = new LinkedHashMap<>();
    if (ids.isEmpty()) {
      return values;
    }
    List<String> gone = new ArrayList<>();
    for (KeyValue<String, byte[]> one :
        commands.mget(ids.stream().map(this::key).toArray(String[]::new))) {
      String id = one.getKey().substring(prefix.length() + 1);
      if (one.hasValue()) {
        values.put(id, one.getValue());
      } else {
        gone.add(id);
      }
    }
    if (!gone.isEmpty()) {
      commands.hdel(prefix, gone.toArray(String[]::new));
    }
    return values;
  }

  void remove(String id) {
    var commands = connection().sync();
    commands.del(key(id));
    commands.hdel(prefix, id);
  }

  @Override
  public void close() {
    client.shutdown(0, 1, TimeUnit.SECONDS);
  }
}
