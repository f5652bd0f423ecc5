package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The history by hour, in memory and in a real Redis. */
class PerformanceHistoryTest {

  private static final String SQL = "select * from orders where id = ?";

  /** A source whose counts grow as told. */
  private static final class Source implements PerformanceSource {
    long requests;

    @Override
    public Observations observations() {
      return new Observations(
          1,
          1,
          List.of(
              new EndpointObservation(
                  "GET /a",
                  requests,
                  0,
                  requests * 2_000_000,
                  0,
                  0,
                  0,
                  requests,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0)),
          List.of(
              new StatementObservation(
                  "GET /a",
                  SQL,
                  "",
                  "",
                  requests,
                  requests,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  1,
                  1,
                  1,
                  -1,
                  "",
                  Double.NaN,
                  requests,
                  List.of())),
          new Observations.Dropped(0, 0, 0));
    }

    @Override
    public List<Finding> findings(Observations observations) {
      return List.of();
    }

    @Override
    public Duration slowThreshold() {
      return Duration.ofMillis(100);
    }

    @Override
    public List<CacheCounts> caches() {
      return List.of();
    }
  }

  /** A clock that is set by hand. */
  private static final class Hand extends Clock {
    Instant now = Instant.parse("2015-05-11T16:30:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final Source source = new Source();
  private final Hand clock = new Hand();

  @Test
  @DisplayName("P4: without Redis each hour is kept in memory for a day")
  void inMemory() {
    PerformanceRedis none = new PerformanceRedis("");
    assertThat(none.state()).isEqualTo(PerformanceRedis.State.ABSENT);
    PerformanceHistory history = new PerformanceHistory(source, none, clock);
    source.requests = 3;
    history.look();
    clock.now = clock.now.plus(Duration.ofHours(1));
    source.requests = 10;
    history.look();
    assertThat(history.slowThisHour()).isEqualTo(7);
    var told = history.history();
    assertThat(told.source()).isEqualTo("memory");
    assertThat(told.hours()).extracting(PerformanceHour::slowQueries).containsExactly(7L, 3L);
    assertThat(told.hours().getFirst().hour()).isEqualTo("2015-05-11T17:00:00Z");
    assertThat(told.hours().getFirst().averageMillis()).isEqualTo(2.0);
    assertThat(told.hours().getFirst().slowest()).containsExactly(new PerformanceHour.Slow(SQL, 7));
    clock.now = clock.now.plus(Duration.ofHours(23));
    source.requests = 11;
    history.look();
    assertThat(history.history().hours())
        .extracting(PerformanceHour::slowQueries)
        .containsExactly(1L, 7L);
  }

  @Test
  @DisplayName(
      "P4: with Redis two instances sum up, metrics are flushed at shutdown, and a Redis that dies"
          + " costs neither a request nor what was counted")
  void inRedis() {
    DevRedis server = DevRedis.start();
    PerformanceRedis redis = new PerformanceRedis(server.uri());
    PerformanceRedis redis2 = new PerformanceRedis(server.uri());
    try {
      redis.connect();
      redis2.connect();
      PerformanceHistory first = new PerformanceHistory(source, redis, clock);
      Source source2 = new Source();
      PerformanceHistory second = new PerformanceHistory(source2, redis2, clock);
      first.start();
      second.start();
      source.requests = 3;
      source2.requests = 4;
      first.stop();
      second.stop();
      var told = first.history();
      assertThat(told.source()).isEqualTo("redis");
      assertThat(told.hours()).extracting(PerformanceHour::slowQueries).containsExactly(7L);
      assertThat(told.hours().getFirst().slowest())
          .containsExactly(new PerformanceHour.Slow(SQL, 7));

      server.close();
      source.requests = 5;
      first.look();
      assertThat(first.history().source()).isEqualTo("memory");
      assertThat(first.history().hours())
          .extracting(PerformanceHour::slowQueries)
          .containsExactly(5L);
      assertThat(redis.state()).isEqualTo(PerformanceRedis.State.DOWN);
    } finally {
      redis.close();
      redis2.close();
    }
  }
}
