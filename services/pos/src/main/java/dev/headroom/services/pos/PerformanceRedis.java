package dev.headroom.services.pos;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The history's hours in Redis, summed over all instances: a hash {@code pos:performance:<hour>}
 * with counters, {@code q:} before the fingerprint of a slow statement, kept 25 hours.
 *
 * <p>One connection, shared by all threads as Lettuce allows. Nothing here throws for want of
 * Redis: calls answer within half a second or say that it is not there.
 */
@Component
class PerformanceRedis {

  /** What is known of Redis. */
  enum State {
    /** None is configured. */
    ABSENT,
    UP,
    DOWN
  }

  private static final Logger LOG = LoggerFactory.getLogger(PerformanceRedis.class);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final String PREFIX = "pos:performance:";
  private static final String ADD =
      """
      for i = 2, #ARGV, 2 do redis.call('hincrby', KEYS[1], ARGV[i], ARGV[i + 1]) end
      return redis.call('expire', KEYS[1], ARGV[1])
      """;

  private final @Nullable RedisClient client;
  private volatile @Nullable StatefulRedisConnection<String, String> connection;
  private volatile boolean warned;

  PerformanceRedis(@Value("${REDIS_URL:}") String url) {
    client = url.isBlank() ? null : client(url);
  }

  private static RedisClient client(String url) {
    RedisURI uri = RedisURI.create(url);
    uri.setTimeout(PATIENCE);
    RedisClient client = RedisClient.create(uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
            .build());
    return client;
  }

  State state() {
    if (client == null) {
      return State.ABSENT;
    }
    return on(c -> get(c.async().ping())).isPresent() ? State.UP : State.DOWN;
  }

  /** Connects where that has not succeeded yet; Lettuce connects again by itself what was lost. */
  void connect() {
    RedisClient known = client;
    if (known == null) {
      return;
    }
    try {
      if (connection == null) {
        connection = known.connect();
      }
    } catch (RedisException e) {
      warn(e);
    }
  }

  /**
   * Adds to an hour, all or nothing. False if it was not confirmed: whoever adds it again may count
   * it twice where only the confirmation was lost.
   */
  boolean add(Instant hour, PerformanceCounts counts) {
    List<String> values = new ArrayList<>();
    values.add(Long.toString(Duration.ofHours(25).toSeconds()));
    values.addAll(List.of("requests", Long.toString(counts.requests())));
    values.addAll(List.of("errors", Long.toString(counts.errors())));
    values.addAll(List.of("requestMicros", Long.toString(counts.requestMicros())));
    values.addAll(List.of("statements", Long.toString(counts.statements())));
    values.addAll(List.of("slow", Long.toString(counts.slow())));
    counts.slowBy().forEach((q, count) -> values.addAll(List.of("q:" + q, count.toString())));
    String[] keys = {key(hour)};
    return on(c ->
            get(
                c.async()
                    .<Long>eval(
                        ADD, ScriptOutputType.INTEGER, keys, values.toArray(String[]::new))))
        .isPresent();
  }

  /** The counts of hours, in their order; empty if Redis does not answer. */
  Optional<List<PerformanceCounts>> read(List<Instant> hours) {
    return on(
        c -> {
          var asked = hours.stream().map(hour -> c.async().hgetall(key(hour))).toList();
          List<PerformanceCounts> all = new ArrayList<>();
          for (var answer : asked) {
            all.add(counts(get(answer)));
          }
          return all;
        });
  }

  private static PerformanceCounts counts(Map<String, String> fields) {
    Map<String, Long> slowBy = new HashMap<>();
    fields.forEach(
        (field, count) -> {
          if (field.startsWith("q:")) {
            slowBy.put(field.substring(2), Long.parseLong(count));
          }
        });
    return new PerformanceCounts(
        number(fields, "requests"),
        number(fields, "errors"),
        number(fields, "requestMicros"),
        number(fields, "statements"),
        number(fields, "slow"),
        slowBy);
  }

  private static long number(Map<String, String> fields, String field) {
    return Long.parseLong(fields.getOrDefault(field, "0"));
  }

  private static String key(Instant hour) {
    return PREFIX + hour.truncatedTo(ChronoUnit.HOURS);
  }

  private static <T> T get(Future<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What one does with a connection. */
  private interface Call<T> {
    T with(StatefulRedisConnection<String, String> connection)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  private <T> Optional<T> on(Call<T> call) {
    StatefulRedisConnection<String, String> open = connection;
    if (open == null) {
      return Optional.empty();
    }
    try {
      T result = call.with(open);
      warned = false;
      return Optional.of(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RedisException e) {
      warn(e);
    }
    return Optional.empty();
  }

  private void warn(Exception e) {
    if (!warned) {
      warned = true;
      LOG.warn("Redis does not answer, the history is kept in memory meanwhile: {}", e.toString());
    }
  }

  @PreDestroy
  void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, PATIENCE);
    }
  }
}
