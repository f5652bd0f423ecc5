package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Database.class)
class ConcurrencyTest {

  private static final int WRITES = 150;

  private static final Rollup ROLLUP =
      Rollup.of("sums", "events", "at")
          .timeForm(TimeForm.SECONDS)
          .keys("user_id")
          .zone(LocalZone.of("Europe/Berlin"))
          .grains(Grain.HOUR, Grain.DAY, Grain.MONTH)
          .measure(Measure.count("events"))
          .measure(Measure.of("total", Measure.Kind.SUM, "value"))
          .declare();

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "SQLite"})
  @DisplayName(
      "with three writers and two instances at once, every answer as of now equals the rows of its snapshot, and so do the rollups at the end")
  void together(String kind) throws Exception {
    boolean postgres = kind.equals("PostgreSQL");
    try (HikariDataSource database = postgres ? Database.postgres() : Database.sqlite()) {
      Database.execute(
          database,
          "create table events (id "
              + (postgres ? "bigserial" : "integer")
              + " primary key, user_id bigint not null, at bigint not null, value integer)");
      Rollups rollups = new Rollups(database, List.of(ROLLUP));
      rollups.install();
      AtomicInteger writing = new AtomicInteger(3);
      ExecutorService threads =
          Executors.newFixedThreadPool(6, Thread.ofPlatform().name("together-", 0).factory());
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int seed = i;
        running.add(threads.submit(() -> write(database, seed, writing)));
      }
      for (int i = 0; i < 2; i++) {
        running.add(
            threads.submit(
                (Callable<Object>)
                    () -> {
                      while (writing.get() > 0) {
                        rollups.refresh(Duration.ofSeconds(10));
                      }
                      return null;
                    }));
      }
      running.add(
          threads.submit(
              (Callable<Object>)
                  () -> {
                    do {
                      check(database);
                    } while (writing.get() > 0);
                    return null;
                  }));
      for (Future<?> one : running) {
        one.get(2, TimeUnit.MINUTES);
      }
      threads.shutdown();
      rollups.refresh(Duration.ofMinutes(1));
      assertThat(rollups.status().get(0).pending()).isZero();
      assertThat(rollups.verify("sums", Integer.MAX_VALUE, 1).differences()).isEmpty();
      check(database);
    }
  }

  private static Object write(HikariDataSource database, int seed, AtomicInteger writing)
      throws Exception {
    Random random = new Random(seed);
    try {
      for (int i = 0; i < WRITES; i++) {
        try (Connection connection = database.getConnection()) {
          Dialect dialect = Dialect.of(connection);
          dialect.begin(connection);
          for (int j = random.nextInt(3); j >= 0; j--) {
            Database.execute(connection, statement(random, seed));
          }
          if (random.nextInt(5) > 0) {
            dialect.commit(connection);
          }
          dialect.leave(connection);
        }
      }
      return true;
    } finally {
      writing.decrementAndGet();
    }
  }

  /** All within two days, so that everybody is at the same buckets; rows of its own are changed. */
  private static String statement(Random random, int seed) {
    int at = 1_774_700_000 + random.nextInt(200_000);
    int user = random.nextInt(2);
    return switch (random.nextInt(4)) {
      case 0 -> "update events set at = " + at + " where value % 3 = " + seed + " and id % 11 = 1";
      case 1 -> "delete from events where value % 3 = " + seed + " and id % 13 = 1";
      default ->
          "insert into events (user_id, at, value) values ("
              + user
              + ", "
              + at
              + ", "
              + (random.nextInt(100) * 3 + seed)
              + ")";
    };
  }

  private static void check(HikariDataSource database) throws Exception {
    Transactions.snapshot(
        database,
        connection -> {
          Layout layout = Layout.of(connection, ROLLUP);
          for (Grain grain : ROLLUP.grains()) {
            RollupAnswer answer =
                new Reader(connection, layout).answer(grain, Slice.ALL, true, true);
            long events = answer.rows().stream().mapToLong(row -> row.count("events")).sum();
            long total =
                answer.rows().stream().mapToLong(row -> row.number("total").longValue()).sum();
            try (var statement = connection.createStatement();
                var row =
                    statement.executeQuery(
                        "select count(*), coalesce(sum(value), 0) from events")) {
              row.next();
              assertThat(events).as("events by " + grain).isEqualTo(row.getLong(1));
              assertThat(total).as("total by " + grain).isEqualTo(row.getLong(2));
            }
          }
          return true;
        });
  }
}
