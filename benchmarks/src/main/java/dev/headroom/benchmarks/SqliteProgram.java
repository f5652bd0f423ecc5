package dev.headroom.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.sqlite.SqliteDataSource;
import dev.headroom.sqlite.SqliteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Eight threads on one SQLite file: nine of ten times a read of 20 rows, else a transaction that
 * reads a balance and writes it. A pool as the framework makes it, one with the same settings as
 * ours, and ours, in turns.
 */
final class SqliteProgram {

  private static final int THREADS = 8;
  private static final int ACCOUNTS = 50_000;
  private static final int ROUNDS = 5;

  /** A way to open the file. */
  private record Arm(String title, String url, int readers) {}

  private static final List<Arm> ARMS =
      List.of(
          new Arm("pool of 10, the driver's settings", "", 0),
          new Arm(
              "pool of 10, our settings",
              "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=5000&cache_size=10000"
                  + "&mmap_size=268435456&temp_store=MEMORY&foreign_keys=true",
              0),
          new Arm(
              "the same, transactions begin immediately",
              "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=5000&cache_size=10000"
                  + "&mmap_size=268435456&temp_store=MEMORY&foreign_keys=true"
                  + "&transaction_mode=IMMEDIATE",
              0),
          new Arm("one writer, 2 readers", "", 2),
          new Arm("one writer, 10 readers (the default)", "", 10));

  /** What one arm did in one round. */
  private record Round(double perSecond, List<Double> reads, List<Double> writes, int failed) {}

  private SqliteProgram() {}

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    List<List<Round>> rounds = new ArrayList<>();
    ARMS.forEach(arm -> rounds.add(new ArrayList<>()));
    double seconds = quick ? 0.3 : 5;
    for (int round = 0; round < (quick ? 1 : ROUNDS); round++) {
      for (int i = 0; i < ARMS.size(); i++) {
        int arm = (i + round) % ARMS.size(); // none is always the first
        rounds.get(arm).add(round(ARMS.get(arm), seconds, round));
      }
    }
    Table table =
        new Table(
            "SQLite, 8 threads, a tenth of them writing",
            "",
            "per second (quartiles)",
            "read p50, p99, longest ms",
            "write p50, p99, longest ms",
            "writes that failed");
    for (int i = 0; i < ARMS.size(); i++) {
      List<Round> of = rounds.get(i);
      double[] rates = of.stream().mapToDouble(Round::perSecond).toArray();
      int failed = of.stream().mapToInt(Round::failed).sum();
      int written = of.stream().mapToInt(round -> round.writes().size()).sum();
      table.row(
          ARMS.get(i).title(),
          Table.number(Table.median(rates)) + " (" + Table.quartiles(rates) + ")",
          tail(of, Round::reads),
          tail(of, Round::writes),
          failed + " of " + (failed + written));
    }
    table.print(quick);
  }

  private static String tail(List<Round> rounds, Function<Round, List<Double>> of) {
    double[] millis =
        rounds.stream().map(of).flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
    return Table.number(Table.median(millis))
        + ", "
        + Table.number(Table.quantile(0.99, millis))
        + ", "
        + Table.number(Table.quantile(1, millis));
  }

  private static Round round(Arm arm, double seconds, int seed) throws Exception {
    Path folder = Files.createTempDirectory("headroom-sqlite");
    try {
      Path file = folder.resolve("bench.db");
      if (arm.readers() > 0) {
        try (SqliteDataSource database = SqliteDataSource.open(options(file, arm.readers()))) {
          return measured(database, seconds, seed);
        }
      }
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl("jdbc:sqlite:" + file + arm.url());
      config.setMaximumPoolSize(10);
      try (HikariDataSource database = new HikariDataSource(config)) {
        return measured(database, seconds, seed);
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static SqliteOptions options(Path file, int readers) {
    SqliteOptions usual = SqliteOptions.of(file);
    return new SqliteOptions(
        file,
        usual.synchronous(),
        usual.cachePages(),
        usual.mmapBytes(),
        readers,
        usual.cachedReaders(),
        usual.tempStore(),
        usual.waitAtMost(),
        usual.checkpointPages(),
        usual.logLimitBytes(),
        usual.foreignKeys());
  }

  private static Round measured(DataSource database, double seconds, int seed) throws Exception {
    fill(database);
    drive(database, seconds / 5, seed);
    return drive(database, seconds, seed + 1_000);
  }

  private static void fill(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute("create table account (id integer primary key, owner text, balance integer)");
      sql.execute(
          "insert into account with recursive n(i) as (select 1 union all select i + 1 from n where i < "
              + ACCOUNTS
              + ") select i, 'owner ' || i, 0 from n");
    }
  }

  private static Round drive(DataSource database, double seconds, int seed) throws Exception {
    List<Double> reads = new ArrayList<>();
    List<Double> writes = new ArrayList<>();
    int failed = 0;
    long began = System.nanoTime();
    long until = began + (long) (seconds * 1e9);
    try (ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, Thread.ofPlatform().name("client-", 0).factory())) {
      List<Callable<Worker>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom random = new SplittableRandom(seed * 31L + i);
        workers.add(() -> new Worker(database, random).until(until));
      }
      for (Future<Worker> one : threads.invokeAll(workers)) {
        reads.addAll(one.get().reads);
        writes.addAll(one.get().writes);
        failed += one.get().failed;
      }
    }
    double took = (System.nanoTime() - began) / 1e9;
    return new Round((reads.size() + writes.size()) / took, reads, writes, failed);
  }

  private static final class Worker {

    private final DataSource database;
    private final SplittableRandom random;
    private final List<Double> reads = new ArrayList<>();
    private final List<Double> writes = new ArrayList<>();
    private int failed;

    Worker(DataSource database, SplittableRandom random) {
      this.database = database;
      this.random = random;
    }

    Worker until(long end) throws SQLException {
      while (System.nanoTime() < end) {
        int account = 1 + random.nextInt(ACCOUNTS);
        long began = System.nanoTime();
        if (random.nextInt(10) > 0) {
          try {
            read(account);
            reads.add((System.nanoTime() - began) / 1e6);
          } catch (SQLException e) {
            busy(e); // without a write-ahead log readers meet the lock, too
          }
        } else if (write(account)) {
          writes.add((System.nanoTime() - began) / 1e6);
        } else {
          failed++;
        }
      }
      return this;
    }

    private void read(int account) throws SQLException {
      try (Connection connection = database.getConnection();
          PreparedStatement query =
              connection.prepareStatement(
                  "select id, owner, balance from account where id >= ? order by id limit 20")) {
        query.setInt(1, account);
        try (ResultSet rows = query.executeQuery()) {
          while (rows.next()) {
            if (rows.getLong(1) < account) {
              throw new IllegalStateException("a wrong row");
            }
          }
        }
      }
    }

    /**
     * Whether it was done; a busy database is what is looked for, any other failure ends the run.
     */
    private boolean write(int account) throws SQLException {
      try (Connection connection = database.getConnection()) {
        connection.setAutoCommit(false);
        try {
          transfer(connection, account);
          connection.commit();
          return true;
        } catch (SQLException e) {
          connection.rollback();
          throw e;
        }
      } catch (SQLException e) {
        busy(e);
        return false;
      }
    }

    private static void busy(SQLException e) throws SQLException {
      if (!String.valueOf(e.getMessage()).contains("BUSY")) {
        throw e;
      }
    }

    private static void transfer(Connection connection, int account) throws SQLException {
      long balance;
      try (PreparedStatement query =
          connection.prepareStatement("select balance from account where id = ?")) {
        query.setInt(1, account);
        try (ResultSet row = query.executeQuery()) {
          balance = row.next() ? row.getLong(1) : 0;
        }
      }
      try (PreparedStatement update =
          connection.prepareStatement("update account set balance = ? where id = ?")) {
        update.setLong(1, balance + 1);
        update.setInt(2, account);
        update.executeUpdate();
      }
    }
  }
}
