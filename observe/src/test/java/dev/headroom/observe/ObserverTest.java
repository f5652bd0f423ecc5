package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteDataSource;

class ObserverTest {

  /** Executions without a database: what a statement tells the observer. */
  private record Told(long bindHash) implements Execution {
    @Override
    public Object[] takeValues() {
      return new Object[0];
    }

    @Override
    public int valueCount() {
      return 0;
    }
  }

  private static void execute(Observer observer, String sql, long bind) {
    long start = observer.enter();
    observer.exit(start, observer.shape(sql), new Told(Hashes.of(bind)), -1, null);
  }

  private static StatementObservation statement(Observer observer, String fingerprint) {
    return observer.snapshot().statements().stream()
        .filter(s -> s.fingerprint().equals(fingerprint))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("what a service does before its first request is not in the window, later work is")
  void firstRequest() {
    Observer observer = new Observer(ObserveOptions.defaults());
    execute(observer, "insert into t values (?)", 1);
    assertThat(observer.snapshot().statements()).hasSize(1);
    observer.serving();
    assertThat(observer.snapshot().statements()).isEmpty();
    execute(observer, "update t set a = ?", 1);
    observer.serving();
    assertThat(statement(observer, "update t set a = ?").executions()).isEqualTo(1);
  }

  @Test
  @DisplayName("repeats, distinct and equal binds are counted within each request")
  void withinRequests() {
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), () -> clock.addAndGet(10));
    for (int count : new int[] {3, 5, 9}) {
      Request request = observer.begin("GET");
      for (int i = 0; i < count; i++) {
        execute(observer, "select a from t where b = ?", i % 4);
      }
      observer.end(request, "/a/{id}", 200);
    }
    StatementObservation seen = statement(observer, "select a from t where b = ?");
    assertThat(seen.endpoint()).isEqualTo("GET /a/{id}");
    assertThat(seen.executions()).isEqualTo(17);
    assertThat(seen.requests()).isEqualTo(3);
    assertThat(seen.repeatingRequests()).isEqualTo(2);
    assertThat(seen.repeatedExecutions()).isEqualTo(14);
    assertThat(seen.distinctInRequest()).isEqualTo(8);
    assertThat(seen.equalInRequest()).isEqualTo(0 + 1 + 5);
    assertThat(seen.minPerRequest()).isEqualTo(3);
    assertThat(seen.maxPerRequest()).isEqualTo(9);
    assertThat(seen.distinctBinds()).isEqualTo(4);
    assertThat(seen.totalNanos()).isEqualTo(170);
    assertThat(seen.maxNanos()).isEqualTo(10);
  }

  @Test
  @DisplayName(
      "times, errors, cache look-ups and percentiles of an endpoint are exact or within 1 %")
  void endpoints() {
    AtomicLong clock = new AtomicLong();
    Observer observer =
        new Observer(
            new ObserveOptions(false, Duration.ofMillis(2), Duration.ofSeconds(1)), clock::get);
    for (int i = 1; i <= 100; i++) {
      Request request = observer.begin("GET");
      long start = observer.enter();
      clock.addAndGet(i * 1_000_000L / 2);
      observer.exit(
          start,
          observer.shape("select 1"),
          new Told(1),
          -1,
          i % 10 == 0 ? new java.sql.SQLException() : null);
      observer.cacheLookup(100, i % 4 != 0);
      clock.addAndGet(i * 1_000_000L / 2);
      observer.end(request, "/a", i % 20 == 0 ? 503 : 404);
    }
    EndpointObservation seen = observer.snapshot().endpoints().get(0);
    assertThat(seen.requests()).isEqualTo(100);
    assertThat(seen.errors()).isEqualTo(5);
    assertThat(seen.totalNanos()).isEqualTo(5_050_000_000L);
    assertThat(seen.databaseNanos()).isEqualTo(2_525_000_000L);
    assertThat(seen.cacheNanos()).isEqualTo(10_000);
    assertThat(seen.cacheHits()).isEqualTo(75);
    assertThat(seen.cacheMisses()).isEqualTo(25);
    assertThat((double) seen.p50Nanos()).isBetween(49.5e6, 50.5e6);
    assertThat((double) seen.p95Nanos()).isBetween(94e6, 96e6);
    assertThat(seen.maxNanos()).isEqualTo(100_000_000L);
    StatementObservation statement = observer.snapshot().statements().get(0);
    assertThat(statement.errors()).isEqualTo(10);
    assertThat(statement.slowExecutions()).isEqualTo(97); // of 2 ms and more
  }

  @Test
  @DisplayName("32 threads: every sum is exact, at the same endpoints and statements")
  void exactUnderConcurrency() throws Exception {
    int threads = 32;
    int requests = 500;
    Observer observer = new Observer(ObserveOptions.defaults());
    AtomicInteger names = new AtomicInteger();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, "load-" + names.incrementAndGet()));
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int seed = t;
      done.add(
          workers.submit(
              () -> {
                go.await();
                for (int i = 0; i < requests; i++) {
                  Request request = observer.begin("GET");
                  for (int k = 0; k <= i % 6; k++) {
                    execute(observer, "select a from t" + i % 3, seed * 1_000_003L + k);
                  }
                  observer.cacheLookup(7, i % 2 == 0);
                  observer.end(request, "/e" + i % 5, i % 50 == 0 ? 500 : 200);
                }
                return null;
              }));
    }
    go.countDown();
    for (Future<?> each : done) {
      each.get();
    }
    workers.shutdown();

    Observations seen = observer.snapshot();
    assertThat(seen.endpoints()).hasSize(5);
    assertThat(seen.endpoints().stream().mapToLong(EndpointObservation::requests).sum())
        .isEqualTo((long) threads * requests);
    assertThat(seen.endpoints().stream().mapToLong(EndpointObservation::errors).sum())
        .isEqualTo(threads * 10L);
    assertThat(seen.endpoints().stream().mapToLong(EndpointObservation::cacheHits).sum())
        .isEqualTo(threads * 250L);
    long executed = 0;
    for (int i = 0; i < requests; i++) {
      executed += 1 + i % 6;
    }
    assertThat(seen.statements()).hasSize(15);
    assertThat(seen.statements().stream().mapToLong(StatementObservation::executions).sum())
        .isEqualTo(threads * executed);
    assertThat(seen.endpoints().stream().mapToLong(EndpointObservation::statements).sum())
        .isEqualTo(threads * executed);
    for (StatementObservation statement : seen.statements()) {
      assertThat(statement.requests()).isIn(threads * 33L, threads * 34L);
      assertThat(statement.distinctBinds())
          .isIn(threads * 3L, threads * 6L, threads * 4L, threads * 5L);
    }
    assertThat(seen.dropped()).isEqualTo(new Observations.Dropped(0, 0, 0));
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("what happens outside of requests is found in the background")
  void background() {
    Observer observer = new Observer(ObserveOptions.defaults());
    execute(observer, "select a from t", 1);
    execute(observer, "select a from t", 2);
    execute(observer, "set time zone 'UTC'", 2);
    assertThat(observer.snapshot().statements()).hasSize(1);
    StatementObservation seen = observer.snapshot().statements().get(0);
    assertThat(seen.endpoint()).isEqualTo("(background)");
    assertThat(seen.executions()).isEqualTo(2);
    assertThat(seen.maxPerRequest()).isEqualTo(1);
    EndpointObservation endpoint = observer.snapshot().endpoints().get(0);
    assertThat(endpoint.requests()).isZero();
    assertThat(endpoint.statements()).isEqualTo(2);
  }

  @Test
  @DisplayName(
      "D2: work carried to other threads is counted in its request, late work at its endpoint")
  void carried() throws Exception {
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    execute(observer, "select a from t", 0);
    ExecutorService helper = Executors.newFixedThreadPool(4, task -> new Thread(task, "helper"));
    List<Future<?>> parts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int part = i;
      Request carried = observer.current();
      parts.add(
          helper.submit(
              () -> {
                try (Observer.Scope scope = observer.carry(carried)) {
                  assertThat(scope).isNotNull();
                  execute(observer, "select a from t", part / 2);
                  execute(observer, "select b from t", part);
                }
                assertThat(observer.current()).isNull();
              }));
    }
    for (Future<?> part : parts) {
      part.get();
    }
    observer.end(request, "/parts", 200);
    StatementObservation a = statement(observer, "select a from t");
    assertThat(a.executions()).isEqualTo(9);
    assertThat(a.requests()).isEqualTo(1);
    assertThat(a.distinctInRequest()).isEqualTo(4);
    assertThat(statement(observer, "select b from t").distinctInRequest()).isEqualTo(8);
    assertThat(observer.snapshot().endpoints().get(0).statements()).isEqualTo(17);

    helper.submit(() -> late(observer, request)).get();
    helper.shutdown();
    assertThat(statement(observer, "select late").endpoint()).isEqualTo("GET /parts");
    assertThat(observer.snapshot().endpoints()).hasSize(1);
  }

  @SuppressWarnings("try") // a scope is held, not used
  private static void late(Observer observer, Request ended) {
    try (Observer.Scope scope = observer.carry(ended)) {
      execute(observer, "select late", 0);
    }
  }

  @Test
  @DisplayName("a second end of a request changes nothing, and reset begins an empty window")
  void endsOnce() {
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    observer.end(request, "/a", 200);
    observer.end(request, "/b", 200);
    assertThat(observer.snapshot().endpoints()).hasSize(1);
    observer.reset();
    assertThat(observer.snapshot().endpoints()).isEmpty();
    assertThat(observer.snapshot().statements()).isEmpty();
  }

  @Test
  @DisplayName(
      "endpoints, pairs and statements of a request are bounded; the rest is summed and counted")
  void bounds() {
    ObserveOptions options = ObserveOptions.defaults();
    Observer observer = new Observer(options);
    for (int i = 0; i < options.maxEndpoints() + 10; i++) {
      Request request = observer.begin("GET");
      for (int k = 0; k < 5; k++) {
        execute(observer, "select " + (char) ('a' + k) + i % 600 + " from t", 0);
      }
      observer.end(request, "/e" + i, 200);
    }
    Observations seen = observer.snapshot();
    assertThat(seen.endpoints()).hasSize(options.maxEndpoints()); // "(other)" is one of them
    assertThat(seen.dropped().endpoints()).isEqualTo(11);
    assertThat(seen.statements()).hasSize(options.maxStatements() + 1);
    assertThat(seen.dropped().statements()).isEqualTo(510 * 5 - options.maxStatements());
    assertThat(seen.statements().stream().mapToLong(StatementObservation::executions).sum())
        .isEqualTo(510 * 5);
    assertThat(seen.endpoints().stream().mapToLong(EndpointObservation::requests).sum())
        .isEqualTo(510);

    observer.reset();
    Request request = observer.begin("GET");
    for (int i = 0; i < 300; i++) {
      execute(observer, "select a" + i + " from t", 0);
    }
    observer.end(request, "/many", 200);
    assertThat(
            observer.snapshot().statements().stream()
                .mapToLong(StatementObservation::executions)
                .sum())
        .isEqualTo(300);
    assertThat(observer.snapshot().dropped().statements())
        .isEqualTo(300 - SlotTable.MOST_STATEMENTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 4_096, 20_000, 300_000})
  @DisplayName("distinct binds are exact to 4,096, then within 5 %")
  void distinct(int count) {
    DistinctCount distinct = new DistinctCount();
    Random random = new Random(count);
    for (int i = 0; i < count; i++) {
      long hash = random.nextLong();
      distinct.add(hash);
      distinct.add(hash);
    }
    if (count <= DistinctCount.EXACT) {
      assertThat(distinct.count()).isEqualTo(count);
    } else {
      assertThat((double) distinct.count()).isBetween(count * 0.95, count * 1.05);
    }
  }

  @Test
  @DisplayName("distinct binds are exact when many threads add the same ones")
  void distinctConcurrently() throws ExecutionException, InterruptedException {
    DistinctCount distinct = new DistinctCount();
    ExecutorService workers = Executors.newFixedThreadPool(8, task -> new Thread(task, "adder"));
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int seed = t;
      done.add(
          workers.submit(
              () -> {
                for (int i = 0; i < 4_000; i++) {
                  distinct.add(Hashes.of((long) (i * 7 + seed) % 4_000));
                }
              }));
    }
    for (Future<?> each : done) {
      each.get();
    }
    workers.shutdown();
    assertThat(distinct.count()).isEqualTo(4_000);
  }

  @Test
  @DisplayName("a request of a hundred thousand distinct binds keeps little and counts them all")
  void manyBinds() {
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    for (int i = 0; i < 100_000; i++) {
      execute(observer, "select a from t where b = ?", i);
    }
    observer.end(request, "/many", 200);
    StatementObservation seen = statement(observer, "select a from t where b = ?");
    assertThat(seen.executions()).isEqualTo(100_000);
    assertThat(seen.distinctInRequest()).isEqualTo(100_000);
  }

  @Test
  @DisplayName("numbers have the same hash whatever type they were bound or read as")
  void hashes() {
    assertThat(Hashes.of((Object) 42))
        .isEqualTo(Hashes.of(42L))
        .isEqualTo(Hashes.of((Object) (short) 42));
    assertThat(Hashes.of(new java.math.BigDecimal("42.00"))).isEqualTo(Hashes.of(42L));
    assertThat(Hashes.of("42")).isNotEqualTo(Hashes.of(42L));
  }

  @Test
  @DisplayName("thresholds of zero or less are refused with what to write")
  void options() {
    assertThatThrownBy(() -> new ObserveOptions(false, Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("slow-threshold must be above 0")
        .hasMessageContaining("100ms");
  }

  @Test
  @DisplayName("binds set again after an execution begin a new set; those left alone still count")
  void rebinding(@TempDir Path files) throws SQLException {
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + files.resolve("binds.db"));
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    try (Connection connection = new ObservedDataSource(plain, observer).getConnection();
        PreparedStatement both = connection.prepareStatement("select ?, ?")) {
      both.setLong(1, 1);
      both.setLong(2, 2);
      both.executeQuery().close();
      both.setLong(1, 2);
      both.setLong(2, 1);
      both.executeQuery().close();
      both.setInt(1, 1);
      both.setInt(2, 2);
      both.executeQuery().close();
    }
    observer.end(request, "/binds", 200);
    StatementObservation seen = statement(observer, "select ?, ?");
    assertThat(seen.distinctBinds()).isEqualTo(2);
    assertThat(seen.equalInRequest()).isEqualTo(1);
  }
}
