package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.EndpointObservation.Connections;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.PoolObservation.Holder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import shop.Lender;

class HoldsTest {

  @TempDir Path files;

  private SQLiteDataSource sqlite(String name) {
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + files.resolve(name + ".db"));
    return plain;
  }

  private HikariDataSource pool(String name, int size, long timeoutMillis) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(sqlite(name));
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(timeoutMillis);
    return new HikariDataSource(config);
  }

  private static PoolObservation pool(Observer observer, String name) {
    return observer.snapshot().pools().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static EndpointObservation endpoint(Observer observer, String name) {
    return observer.snapshot().endpoints().stream()
        .filter(e -> e.endpoint().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("a hold is split into statements, calls and the rest, by endpoint and by pool")
  void split() {
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), clock::get);
    Request request = observer.begin("GET");
    Hold hold = observer.taken("main", 5);
    clock.addAndGet(10);
    long start = observer.enter();
    clock.addAndGet(20);
    observer.exit(start, observer.shape("select 1"), new Told(), -1, null);
    observer.call(30);
    clock.addAndGet(40);
    observer.given(hold);
    observer.given(hold);
    clock.addAndGet(100);
    observer.call(7);
    observer.end(request, "/a", 200);

    EndpointObservation seen = endpoint(observer, "GET /a");
    assertThat(seen.connections()).isEqualTo(new Connections(1, 70, 20, 30, 70, 0, 0, 0));
    assertThat(seen.poolWaitNanos()).isEqualTo(5);
    assertThat(seen.calls()).isEqualTo(2);
    assertThat(seen.callNanos()).isEqualTo(37);
    PoolObservation pool = pool(observer, "main");
    assertThat(pool.checkouts()).isEqualTo(1);
    assertThat(pool.waitNanos()).isEqualTo(5);
    assertThat(pool.maxWaitNanos()).isEqualTo(5);
    assertThat(pool.holdNanos()).isEqualTo(70);
    assertThat(pool.active()).isZero();
    assertThat(pool.mostActive()).isEqualTo(1);
    assertThat(pool.kind()).isEqualTo("unknown");
    assertThat(pool.size()).isEqualTo(-1);
    assertThat(pool.holders()).containsExactly(new Holder("GET /a", "", 1, 70, 20, 30, 0));
    assertThat(observer.snapshot().statements().get(0).dataSource()).isEqualTo("main");
  }

  /** An execution of no database. */
  private static final class Told implements Execution {

    @Override
    public long bindHash() {
      return 1;
    }

    @Override
    public Object[] takeValues() {
      return null;
    }

    @Override
    public int valueCount() {
      return 0;
    }
  }

  @Test
  @DisplayName("of a hold, the part during which another thread waited is known, waits as one")
  void waited() {
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), clock::get);
    Pool pool = observer.poolNamed("main");
    Hold hold = observer.taken("main", 0);
    clock.set(100);
    pool.enter(100);
    clock.set(150);
    pool.enter(150);
    clock.set(200);
    pool.leave(200);
    clock.set(300);
    pool.leave(300);
    clock.set(1_000);
    Hold second = observer.taken("main", 0);
    pool.enter(1_100);
    clock.set(1_200);
    observer.given(hold); // somebody still waits
    observer.given(second);
    Holder holder = pool(observer, "main").holders().get(0);
    assertThat(holder.endpoint()).isEqualTo("(background)");
    assertThat(holder.holdNanos()).isEqualTo(1_200 + 200);
    assertThat(holder.waitedNanos()).isEqualTo(200 + 100 + 100);
  }

  @Test
  @DisplayName("a connection given back by another thread, or after its request, is its endpoint's")
  void elsewhere() throws Exception {
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), clock::get);
    ExecutorService other = Executors.newSingleThreadExecutor(task -> new Thread(task, "other"));
    Request request = observer.begin("GET");
    Hold first = observer.taken("main", 0);
    Hold second = observer.taken("main", 0);
    clock.set(10);
    other.submit(() -> observer.given(first)).get();
    observer.end(request, "/a", 200);
    clock.set(30);
    other.submit(() -> observer.given(second)).get();
    other.shutdown();
    assertThat(endpoint(observer, "GET /a").connections())
        .isEqualTo(new Connections(2, 40, 0, 0, 30, 0, 0, 0));
    assertThat(observer.snapshot().endpoints()).hasSize(1);
    assertThat(pool(observer, "main").holdNanos()).isEqualTo(40);
    // The thread that took them has none any more.
    observer.call(5);
    assertThat(endpoint(observer, "GET /a").connections().callNanos()).isZero();
  }

  @Test
  @DisplayName("HikariCP tells its name, size and gauges; the wait and the time-out are counted")
  void hikari() throws Exception {
    Observer observer = new Observer(ObserveOptions.defaults());
    try (HikariDataSource pool = pool("orders", 1, 250)) {
      DataSource observed = new ObservedDataSource(pool, observer, "bean");
      Lender lender = new Lender(observed);
      Request request = observer.begin("GET");
      try (Connection connection = lender.take()) {
        assertThat(connection.isClosed()).isFalse();
        assertThatThrownBy(observed::getConnection)
            .isInstanceOf(SQLTransientConnectionException.class);
        PoolObservation seen = pool(observer, "orders");
        assertThat(seen.kind()).isEqualTo("HikariCP");
        assertThat(seen.size()).isEqualTo(1);
        assertThat(seen.active()).isEqualTo(1);
        assertThat(seen.idle()).isZero();
        assertThat(seen.waiting()).isZero();
      }
      for (int i = 0; i < 3; i++) {
        lender.take().close();
      }
      observer.end(request, "/hold", 200);
      PoolObservation seen = pool(observer, "orders");
      assertThat(seen.checkouts()).isEqualTo(4);
      assertThat(seen.timeouts()).isEqualTo(1);
      assertThat(seen.maxWaitNanos()).isGreaterThan(200_000_000);
      assertThat(seen.active()).isZero();
      assertThat(seen.mostActive()).isEqualTo(1);
      Holder holder = seen.holders().get(0);
      assertThat(holder.endpoint()).isEqualTo("GET /hold");
      assertThat(holder.waitedNanos()).isBetween(200_000_000L, holder.holdNanos());
      assertThat(observer.snapshot().pools()).hasSize(1);

      // The line is looked for as soon as an endpoint is known to want it.
      Request again = observer.begin("GET");
      lender.take().close();
      observer.end(again, "/hold", 200);
      assertThat(pool(observer, "orders").holders().get(0).codeLine())
          .matches("Lender\\.take\\(Lender\\.java:\\d+\\)");
    }
    observer.close();
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("a transaction lasts from its first statement to its end, in JDBC or in SQL")
  void transactions() throws SQLException {
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), () -> clock.addAndGet(1));
    DataSource observed = new ObservedDataSource(sqlite("tx"), observer, "tx");
    Request request = observer.begin("GET");
    try (Connection connection = observed.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t (a int)"); // auto-commit: none
      connection.setAutoCommit(false);
      clock.addAndGet(1_000_000); // not yet begun
      statement.execute("insert into t values (1)");
      clock.addAndGet(10_000);
      connection.commit();
      statement.execute("insert into t values (2)");
      clock.addAndGet(20_000);
      connection.rollback();
      connection.commit(); // nothing in it
      statement.execute("insert into t values (3)");
      clock.addAndGet(30_000);
      connection.setAutoCommit(true);
      statement.execute("begin immediate");
      clock.addAndGet(40_000);
      statement.execute("end");
    }
    observer.end(request, "/tx", 200);
    Connections seen = endpoint(observer, "GET /tx").connections();
    assertThat(seen.transactions()).isEqualTo(4);
    assertThat(seen.transactionNanos()).isBetween(100_000L, 100_100L);
    assertThat(seen.maxTransactionNanos()).isBetween(40_000L, 40_050L);
  }

  @Test
  @DisplayName("a statement knows its data source, or that it ran on several")
  void several() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    DataSource one = new ObservedDataSource(sqlite("one"), observer, "one");
    DataSource two = new ObservedDataSource(sqlite("two"), observer, "two");
    Request request = observer.begin("GET");
    try (Connection outer = one.getConnection();
        Connection inner = two.getConnection();
        Statement first = outer.createStatement();
        Statement second = inner.createStatement()) {
      first.executeQuery("select 'first'").close();
      first.executeQuery("select 1 + 1").close();
      second.executeQuery("select 2 + 2").close();
      second.executeQuery("select 2 - 2").close();
    }
    observer.end(request, "/both", 200);
    assertThat(observer.snapshot().statements())
        .extracting(s -> s.fingerprint() + " " + s.dataSource())
        .containsExactlyInAnyOrder("select ? one", "select ? + ? (several)", "select ? - ? two");
    assertThat(pool(observer, "one").holders().get(0).statementNanos()).isPositive();
  }

  @Test
  @DisplayName("16 threads take, give on other threads and carry: holds and waits add up exactly")
  void exact() throws Exception {
    int threads = 16;
    int rounds = 400;
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), clock::incrementAndGet);
    AtomicInteger names = new AtomicInteger();
    ExecutorService workers =
        Executors.newFixedThreadPool(
            threads * 2, task -> new Thread(task, "taker-" + names.incrementAndGet()));
    CountDownLatch go = new CountDownLatch(1);
    List<Future<?>> done = new ArrayList<>();
    AtomicLong late = new AtomicLong();
    for (int t = 0; t < threads; t++) {
      done.add(
          workers.submit(
              () -> {
                go.await();
                for (int i = 0; i < rounds; i++) {
                  Request request = observer.begin("GET");
                  observer.waiting("main");
                  Hold own = observer.taken("main", 3);
                  Hold lent = observer.taken("second", 4);
                  observer.call(2);
                  Future<?> elsewhere =
                      workers.submit(
                          () -> {
                            try (Observer.Scope scope = observer.carry(request)) {
                              assertThat(scope).isNotNull();
                              Hold third = observer.taken("main", 5);
                              observer.given(lent);
                              observer.given(third);
                            }
                            late.incrementAndGet();
                          });
                  if (i % 2 == 0) {
                    elsewhere.get();
                  }
                  observer.given(own);
                  observer.end(request, "/r", 200);
                  elsewhere.get();
                }
                return null;
              }));
    }
    go.countDown();
    for (Future<?> each : done) {
      each.get();
    }
    workers.shutdown();
    long requests = (long) threads * rounds;
    assertThat(late).hasValue(requests);
    EndpointObservation seen = endpoint(observer, "GET /r");
    assertThat(observer.snapshot().endpoints()).hasSize(1);
    assertThat(seen.requests()).isEqualTo(requests);
    assertThat(seen.poolWaitNanos()).isEqualTo(requests * 12);
    assertThat(seen.calls()).isEqualTo(requests);
    assertThat(seen.connections().checkouts()).isEqualTo(requests * 3);
    assertThat(seen.connections().callNanos()).isEqualTo(requests * 4);
    PoolObservation main = pool(observer, "main");
    PoolObservation second = pool(observer, "second");
    assertThat(main.checkouts()).isEqualTo(requests * 2);
    assertThat(second.checkouts()).isEqualTo(requests);
    assertThat(main.waitNanos()).isEqualTo(requests * 8);
    assertThat(main.holdNanos() + second.holdNanos()).isEqualTo(seen.connections().holdNanos());
    assertThat(main.active()).isZero();
    assertThat(second.active()).isZero();
    assertThat(main.waiting()).isZero();
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("a gauge that throws is an unknown figure and a fault, not a failure")
  void brokenGauges() {
    Observer observer = new Observer(ObserveOptions.defaults());
    observer.pool(
        new PoolGauges() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public String kind() {
            return "test";
          }

          @Override
          public int size() {
            throw new IllegalStateException("closed");
          }

          @Override
          public int active() {
            return 1;
          }

          @Override
          public int idle() {
            return 1;
          }

          @Override
          public int waiting() {
            return 1;
          }
        });
    assertThat(pool(observer, "broken").size()).isEqualTo(-1);
    assertThat(observer.faults()).isPositive();
    observer.close();
  }
}
