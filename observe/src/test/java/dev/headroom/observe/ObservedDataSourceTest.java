package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.sqlite.SQLiteDataSource;
import shop.Shop;

class ObservedDataSourceTest {

  private static final ObserveOptions SAMPLES =
      new ObserveOptions(true, Duration.ofMillis(100), Duration.ofMillis(500));

  @TempDir static Path directory;

  private static DevPostgres postgres;
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws SQLException {
    postgres = DevPostgres.start(directory);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl("postgres"));
    config.setMaximumPoolSize(4);
    pool = new HikariDataSource(config);
    fill(pool);
  }

  @AfterAll
  static void stop() {
    pool.close();
    postgres.close();
  }

  private static void fill(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table orders (id bigint primary key, customer bigint, note text)");
      statement.execute("create table line (order_id bigint, name varchar(20))");
      // Customer c has 5 + c orders, with ids far from 1, 2, 3.
      for (int customer = 1; customer <= 8; customer++) {
        for (int i = 0; i < 5 + customer; i++) {
          int id = 1_000 * customer + 37 * i;
          statement.execute("insert into orders values (" + id + ", " + customer + ", 'n')");
          statement.execute("insert into line values (" + id + ", 'line " + id + "')");
        }
      }
    }
  }

  private static StatementObservation only(Observer observer, String part) {
    List<StatementObservation> found =
        observer.snapshot().statements().stream()
            .filter(s -> s.fingerprint().contains(part))
            .toList();
    assertThat(found).as(part).hasSize(1);
    return found.get(0);
  }

  @Test
  @DisplayName("each way to execute is counted once, with its update count and its failure")
  void ways() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    try (Connection connection = new ObservedDataSource(pool, observer).getConnection();
        Statement plain = connection.createStatement()) {
      connection.setAutoCommit(false);
      plain.execute("create temp table way (a int, b text) on commit drop");
      assertThat(plain.executeUpdate("insert into way values (1, 'x'), (2, 'y')")).isEqualTo(2);
      assertThat(plain.executeLargeUpdate("update way set b = 'z' where a = 1")).isEqualTo(1);
      try (ResultSet rows = plain.executeQuery("select a from way order by a")) {
        assertThat(rows.next()).isTrue();
      }
      plain.addBatch("delete from way where a = 7");
      plain.addBatch("delete from way where a = 1");
      assertThat(plain.executeBatch()).containsExactly(0, 1);
      try (PreparedStatement insert =
          connection.prepareStatement("insert into way values (?, ?)")) {
        for (int i = 10; i < 15; i++) {
          insert.setInt(1, i);
          insert.setString(2, "b" + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(5);
        insert.setInt(1, 20);
        insert.setNull(2, Types.VARCHAR);
        assertThat(insert.execute()).isFalse();
        assertThat(insert.getUpdateCount()).isEqualTo(1);
      }
      try (CallableStatement call = connection.prepareCall("{? = call length(?)}")) {
        call.registerOutParameter(1, Types.INTEGER);
        call.setString(2, "four");
        call.execute();
        assertThat(call.getInt(1)).isEqualTo(4);
        assertThat(call.getConnection()).isSameAs(connection);
      }
      assertThat(plain.getConnection()).isSameAs(connection);
      assertThatThrownBy(() -> plain.executeQuery("select nothing from nowhere"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("nowhere");
      connection.rollback();
    }
    observer.end(request, "/ways", 200);

    assertThat(only(observer, "insert into way values").executions()).isEqualTo(1 + 1 + 1);
    assertThat(only(observer, "insert into way values").rows()).isEqualTo(2 + 5);
    assertThat(only(observer, "update way").rows()).isEqualTo(1);
    assertThat(only(observer, "select a from way").rows()).isEqualTo(-1);
    assertThat(only(observer, "delete from way").rows()).isEqualTo(1);
    assertThat(only(observer, "delete from way").executions()).isEqualTo(1);
    assertThat(only(observer, "length").executions()).isEqualTo(1);
    assertThat(only(observer, "nowhere").errors()).isEqualTo(1);
    var endpoint = observer.snapshot().endpoints().get(0);
    assertThat(endpoint.endpoint()).isEqualTo("GET /ways");
    assertThat(endpoint.statements()).isEqualTo(9);
    assertThat(endpoint.poolWaitNanos()).isPositive();
    assertThat(endpoint.databaseNanos())
        .isGreaterThanOrEqualTo(
            observer.snapshot().statements().stream()
                .mapToLong(StatementObservation::totalNanos)
                .sum());
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("the pool, the driver's connection and the wrapper itself are reached by unwrap")
  void unwrap() throws SQLException {
    DataSource observed = new ObservedDataSource(pool, new Observer(ObserveOptions.defaults()));
    assertThat(observed.isWrapperFor(HikariDataSource.class)).isTrue();
    assertThat(observed.unwrap(HikariDataSource.class)).isSameAs(pool);
    assertThat(observed.unwrap(DataSource.class)).isSameAs(observed);
    assertThat(observed.isWrapperFor(String.class)).isFalse();
    try (Connection connection = observed.getConnection()) {
      assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
      assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isPositive();
    }
  }

  @Test
  @DisplayName("a data source that is wrapped twice counts each statement and wait once")
  void twice() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    DataSource twice = new ObservedDataSource(new ObservedDataSource(pool, observer), observer);
    Request request = observer.begin("GET");
    new Shop(twice).orders(1);
    observer.end(request, "/twice", 200);
    assertThat(only(observer, "from line").executions()).isEqualTo(6);
    assertThat(observer.snapshot().endpoints().get(0).statements()).isEqualTo(7);
  }

  @Test
  @DisplayName("the code line is the application's frame, in a lambda the method that wrote it")
  void codeLine() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    Shop shop = new Shop(new ObservedDataSource(pool, observer));
    Request request = observer.begin("GET");
    shop.orders(1);
    shop.inLambda();
    observer.end(request, "/code", 200);
    assertThat(only(observer, "from line").codeLine())
        .matches("Shop\\.lines\\(Shop\\.java:\\d+\\)");
    assertThat(only(observer, "count").codeLine()).matches("Shop\\.inLambda\\(Shop\\.java:\\d+\\)");
  }

  @Test
  @DisplayName("the code line of a slow statement is known from its first execution on")
  void codeLineOfOne() throws SQLException {
    AtomicLong clock = new AtomicLong();
    Observer observer = new Observer(ObserveOptions.defaults(), () -> clock.addAndGet(200_000_000));
    Request request = observer.begin("GET");
    new Shop(new ObservedDataSource(pool, observer)).orders(1);
    observer.end(request, "/once", 200);
    assertThat(only(observer, "from orders").codeLine())
        .matches("Shop\\.orders\\(Shop\\.java:\\d+\\)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "an N+1 is proved by data flow, with its driver and its slope; a bounded loop is not")
  void flow(boolean samples) throws SQLException {
    AtomicLong clock = new AtomicLong(1);
    ObserveOptions options = samples ? SAMPLES : ObserveOptions.defaults();
    Observer observer = new Observer(options, () -> clock.addAndGet(1_000));
    Shop shop = new Shop(new ObservedDataSource(pool, observer));
    for (int i = 0; i < 16; i++) {
      clock.addAndGet(400_000_000); // of three requests a second and endpoint, one is traced
      Request orders = observer.begin("GET", () -> "/orders");
      assertThat(shop.orders(1 + i % 8)).hasSize(6 + i % 8);
      observer.end(orders, "/orders", 200);
      Request week = observer.begin("GET", () -> "/week");
      shop.week();
      observer.end(week, "/week", 200);
    }
    StatementObservation lines = only(observer, "from line");
    assertThat(lines.flow()).isEqualTo(1);
    assertThat(lines.flowFrom())
        .isEqualTo("select id, note from orders where customer = ? order by id");
    assertThat(lines.drivingSlope()).isBetween(0.999, 1.001);
    assertThat(lines.repeatingRequests()).isEqualTo(16);
    assertThat(lines.distinctInRequest()).isEqualTo(lines.repeatedExecutions());
    assertThat(only(observer, "select id, note").flow()).isEqualTo(-1);

    StatementObservation day = only(observer, "select count(*)");
    assertThat(day.flow()).isZero();
    assertThat(day.drivingSlope()).isNaN();
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("before an endpoint was seen to repeat a statement, nothing is traced")
  void notArmed() throws SQLException {
    Observer observer = new Observer(ObserveOptions.defaults());
    Shop shop = new Shop(new ObservedDataSource(pool, observer));
    Request first = observer.begin("GET", () -> "/orders");
    shop.orders(1);
    observer.end(first, "/orders", 200);
    assertThat(only(observer, "from line").flow()).isEqualTo(-1);
    assertThat(first.trace).isNull();
  }

  @Test
  @DisplayName(
      "sampled binds are typed texts that the database casts back, at most 16 of a statement")
  void samples() throws SQLException {
    Observer observer = new Observer(SAMPLES);
    DataSource observed = new ObservedDataSource(pool, observer);
    UUID uuid = UUID.fromString("00000000-0000-4000-8000-00000000002a");
    for (int i = 0; i < 40; i++) {
      Request request = observer.begin("GET");
      try (Connection connection = observed.getConnection();
          PreparedStatement all =
              connection.prepareStatement(
                  "select ?::bigint, ?::text, ?::numeric, ?::date, ?::uuid, ?::int, ?::bigint[]")) {
        all.setLong(1, i);
        all.setString(2, "it's");
        all.setBigDecimal(3, new BigDecimal("1.50"));
        all.setObject(4, LocalDate.of(2015, 2, 28));
        all.setObject(5, uuid);
        all.setNull(6, Types.INTEGER);
        all.setArray(7, connection.createArrayOf("bigint", new Object[] {1L, 2L}));
        all.executeQuery().close();
      }
      observer.end(request, "/samples", 200);
    }
    StatementObservation statement = observer.workload().get(0);
    assertThat(statement.sql()).startsWith("select ?::bigint");
    assertThat(statement.samples()).hasSize(16);
    assertThat(statement.samples().stream().map(s -> s.get(0).text()).distinct()).hasSize(16);
    assertThat(statement.samples().get(0).subList(1, 7))
        .containsExactly(
            new Bind(Types.VARCHAR, "it's", false),
            new Bind(Types.NUMERIC, "1.50", false),
            new Bind(Types.DATE, "2015-02-28", false),
            new Bind(Types.OTHER, uuid.toString(), false),
            new Bind(Types.INTEGER, "NULL", true),
            new Bind(Types.ARRAY, "{\"1\",\"2\"}", false));
    assertThat(statement.distinctBinds()).isEqualTo(40);
    // The snapshot never carries data, whatever the options.
    assertThat(observer.snapshot().statements().get(0).samples()).isEmpty();
    assertThat(observer.snapshot().statements().get(0).sql()).isEmpty();
  }

  @Test
  @DisplayName("without samples the workload is refused, and the message names the property")
  void noSamples() {
    Observer observer = new Observer(ObserveOptions.defaults());
    assertThatThrownBy(observer::workload).hasMessageContaining("headroom.observe.samples=true");
  }

  @Test
  @DisplayName("SQLite: the same, without a pool beneath")
  void sqlite(@TempDir Path files) throws SQLException {
    SQLiteDataSource plain = new SQLiteDataSource();
    plain.setUrl("jdbc:sqlite:" + files.resolve("shop.db"));
    fill(plain);
    Observer observer = new Observer(SAMPLES);
    Request request = observer.begin("GET");
    assertThat(new Shop(new ObservedDataSource(plain, observer)).orders(2)).hasSize(7);
    observer.end(request, "/orders", 200);
    assertThat(only(observer, "from line").executions()).isEqualTo(7);
    assertThat(observer.workload()).hasSize(2);
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName("a fault in observation reaches no caller: it is counted, and the statement runs")
  void faults() throws SQLException {
    AtomicBoolean broken = new AtomicBoolean();
    Observer observer =
        new Observer(
            SAMPLES,
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("the clock is broken");
              }
              return System.nanoTime();
            });
    Request request =
        observer.begin(
            "GET",
            () -> {
              throw new IllegalStateException("the route is broken");
            });
    Shop shop = new Shop(new ObservedDataSource(pool, observer));
    assertThat(shop.orders(1)).hasSize(6);
    broken.set(true);
    assertThat(shop.orders(1)).hasSize(6);
    observer.end(observer.begin("GET"), "/x", 200);
    observer.end(request, "/orders", 200);
    assertThat(observer.faults()).isPositive();
  }

  @Test
  @DisplayName("a connection that is refused is refused as the driver does it")
  void refusedConnection() {
    DataSource broken = new SQLiteDataSource();
    ((SQLiteDataSource) broken).setUrl("jdbc:sqlite:/no/such/directory/x.db");
    DataSource observed = new ObservedDataSource(broken, new Observer(ObserveOptions.defaults()));
    assertThatThrownBy(observed::getConnection).isInstanceOf(SQLException.class);
    assertThat(DriverManager.getDrivers().hasMoreElements()).isTrue();
  }
}
