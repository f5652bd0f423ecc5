package dev.headroom.spring;

import dev.headroom.cache.RedisUrl;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * The connection of the sessions: their own, with a short time-out, which an application's other
 * use of Redis need not have. No bean, so that it takes the place of none.
 */
final class SessionRedis implements AutoCloseable {

  private final ClientResources resources;
  private final LettuceConnectionFactory factory;
  final RedisTemplate<String, Object> template = new RedisTemplate<>();

  /** Settings are checked here: without Spring Session their record must load all the same. */
  static SessionRedis of(WebProperties.Sessions settings, RedisSerializer<Object> values) {
    return WebProperties.named(
        "headroom.web.sessions",
        () -> {
          String url = settings.redisUrl();
          if (url == null || url.isBlank()) {
            throw new IllegalArgumentException("redis-url is needed, such as redis://host:6379/0");
          }
          within("timeout", settings.timeout(), Duration.ofMinutes(1), Duration.ofDays(30));
          within(
              "command-timeout",
              settings.commandTimeout(),
              Duration.ofMillis(10),
              Duration.ofSeconds(10));
          return new SessionRedis(url, settings.commandTimeout(), values);
        });
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }

  private SessionRedis(String url, Duration timeout, RedisSerializer<Object> values) {
    RedisURI uri = RedisUrl.parse("redis-url", url);
    this.resources =
        DefaultClientResources.builder()
            .reconnectDelay(Delay.constant(Duration.ofMillis(500)))
            .build();
    LettuceClientConfiguration client =
        LettuceClientConfiguration.builder()
            .apply(uri)
            .clientResources(resources)
            .commandTimeout(timeout)
            .shutdownTimeout(Duration.ZERO)
            .clientOptions(
                ClientOptions.builder()
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .socketOptions(SocketOptions.builder().connectTimeout(timeout).build())
                    .timeoutOptions(TimeoutOptions.enabled(timeout))
                    .build())
            .build();
    this.factory =
        new LettuceConnectionFactory(
            LettuceConnectionFactory.createRedisConfiguration(uri), client);
    factory.afterPropertiesSet();
    factory.start();
    connect();
    template.setConnectionFactory(factory);
    template.setKeySerializer(RedisSerializer.string());
    template.setHashKeySerializer(RedisSerializer.string());
    template.setDefaultSerializer(values);
    template.afterPropertiesSet();
  }

  /** Before the first request, which would else wait for classes to be loaded. */
  private void connect() {
    for (int i = 0; i < 3; i++) {
      try (RedisConnection connection = factory.getConnection()) {
        connection.ping();
        return;
      } catch (DataAccessException later) {
        // The instance starts without Redis too.
      }
    }
  }

  @Override
  public void close() {
    factory.destroy();
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
