package dev.headroom.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.rollup.Grain;
import dev.headroom.rollup.LocalZone;
import dev.headroom.rollup.Measure;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupAnswer;
import dev.headroom.rollup.RollupQuery;
import dev.headroom.rollup.RollupStats;
import dev.headroom.rollup.Rollups;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an answer reads with a rollup and without: rows of tables, pages and statements, which do
 * not depend on the machine, and its time, which does. 500 users, 180 days, 1 and 10 million
 * events.
 */
final class RollupProgram implements AutoCloseable {

  private static final int USERS = 500;
  private static final int DAYS = 180;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
  private static final LocalDate END = FIRST.plusDays(DAYS);

  private final HikariDataSource database;
  private final long events;
  private final boolean quick;
  private final Rollups read;

  private RollupProgram(DevPostgres server, long events, boolean quick) {
    this.events = events;
    this.quick = quick;
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(server.jdbcUrl("postgres"));
    config.setMaximumPoolSize(1); // so that what it read can be asked of the one session
    this.database = new HikariDataSource(config);
    this.read = new Rollups(database, List.of(rollup()));
  }

  private static Rollup rollup() {
    return Rollup.of("screen", "screen_events", "started_at")
        .keys("user_id")
        .zone(LocalZone.lookup("user_id", "users", "id", "zone", "UTC"))
        .grains(Grain.DAY, Grain.WEEK)
        .measure(Measure.count("events"))
        .measure(Measure.of("seconds", Measure.Kind.SUM, "seconds"))
        .measure(Measure.top("apps", 10, "app", "seconds"))
        .declare();
  }

  static void run(boolean quick) throws Exception {
    System.out.println(Table.machine());
    for (long events : quick ? new long[] {20_000} : new long[] {1_000_000, 10_000_000}) {
      try (DevPostgres server = DevPostgres.temporary();
          RollupProgram program = new RollupProgram(server, events, quick)) {
        program.run();
      }
    }
  }

  private void run() throws SQLException {
    long[][] bare = prepare();
    long began = System.nanoTime();
    read.install();
    boolean filled = read.refresh(Duration.ofHours(2));
    double seconds = (System.nanoTime() - began) / 1e9;
    execute("vacuum analyze");
    if (!filled || !read.verify("screen", 200, 1).holds()) {
      throw new IllegalStateException("the rollup is not what the rows say: " + read.status());
    }
    answers();
    writes(bare);
    RollupStats stats = read.stats("screen");
    System.out.printf(
        Locale.ROOT,
        "%nThe first fill worked %,d marks off in %d steps, %.1f s.%n",
        stats.marks(),
        stats.steps(),
        seconds);
  }

  /** The events, and what two writes cost before there is a rollup. */
  private long[][] prepare() throws SQLException {
    execute("create table users (id int8 primary key, zone text not null)");
    execute(
        "insert into users select i, (array['Europe/Berlin', 'America/New_York', 'Asia/Kolkata',"
            + " 'UTC'])[1 + i % 4] from generate_series(0, "
            + (USERS - 1)
            + ") i");
    execute(
        "create table screen_events (user_id int8 not null, started_at timestamptz not null,"
            + " seconds int4 not null, app text not null)");
    execute(
        "insert into screen_events select i % "
            + USERS
            + ", timestamptz '"
            + FIRST
            + " 12:00Z' + i * (interval '"
            + (DAYS - 1)
            + " days' / "
            + events
            + "), i * 7919 % 600, 'app' || i * 31 % 40 from generate_series(0::int8, "
            + (events - 1)
            + ") i");
    execute("create index on screen_events (user_id, started_at)");
    execute("vacuum analyze");
    return new long[][] {write(1, 0), write(1000, 0)};
  }

  private interface Asking {
    Map<String, String> ask() throws SQLException;
  }

  private void answers() throws SQLException {
    Rollups rows = new Rollups(database, List.of(rollup()), name -> false);
    Table table =
        new Table(
            String.format(Locale.ROOT, "What an answer reads, %,d events", events),
            "question",
            "answered by",
            "rows read",
            "pages",
            "ms");
    LocalDate month = END.minusDays(30);
    question(table, "a user's last 30 days", Grain.DAY, 7L, month, rows);
    question(table, "a user's 180 days", Grain.DAY, 7L, FIRST, rows);
    question(table, "a user's weeks", Grain.WEEK, 7L, FIRST, rows);
    question(table, "30 days of all users", Grain.DAY, null, month, rows);
    table.print(quick);
  }

  private void question(
      Table table, String title, Grain grain, @Nullable Long user, LocalDate from, Rollups rows)
      throws SQLException {
    String sql = sql(grain, user, from);
    Map<String, String> truth = row(table, title, "SQL over the rows", () -> selected(sql));
    same(truth, row(table, "", "the flag off", () -> told(of(rows, grain, user, from))));
    same(truth, row(table, "", "the rollup", () -> told(of(read, grain, user, from))));
    // A day of theirs changes, and waits.
    execute(
        "update screen_events set seconds = seconds + 1 where user_id "
            + (user == null ? "< 20" : "= " + user)
            + " and started_at >= timestamptz '"
            + END.minusDays(3)
            + " 00:00Z' and started_at < timestamptz '"
            + END.minusDays(2)
            + " 00:00Z'");
    String now = user == null ? "as of now, a day of 20 users changed" : "as of now, a day changed";
    same(selected(sql), row(table, "", now, () -> told(of(read, grain, user, from).asOfNow())));
    if (!read.refresh(Duration.ofMinutes(10))) {
      throw new IllegalStateException("not refreshed");
    }
    execute("vacuum analyze");
  }

  private static RollupQuery of(Rollups rollups, Grain grain, @Nullable Long user, LocalDate from) {
    RollupQuery query = rollups.read("screen", grain).from(from).until(END.plusDays(1));
    return user == null ? query : query.where("user_id", user);
  }

  /** As somebody writes it who has an index and no rollup. */
  private static String sql(Grain grain, @Nullable Long user, LocalDate from) {
    return "select e.user_id || ' ' || date_trunc('"
        + (grain == Grain.WEEK ? "week" : "day")
        + "', e.started_at at time zone u.zone)::date, count(*) || ' ' || sum(e.seconds)"
        + " from screen_events e join users u on u.id = e.user_id where "
        + (user == null ? "" : "e.user_id = " + user + " and ")
        + "e.started_at >= "
        + edge(grain, from)
        + " and e.started_at < "
        + edge(grain, END.plusDays(1))
        + " group by e.user_id, u.zone, date_trunc('"
        + (grain == Grain.WEEK ? "week" : "day")
        + "', e.started_at at time zone u.zone)";
  }

  /** Where the first bucket begins that is asked for. */
  private static String edge(Grain grain, LocalDate day) {
    LocalDate first = day;
    while (grain == Grain.WEEK && first.getDayOfWeek() != java.time.DayOfWeek.MONDAY) {
      first = first.plusDays(1);
    }
    return "timestamp '" + first + " 00:00' at time zone u.zone";
  }

  private Map<String, String> selected(String sql) throws SQLException {
    Map<String, String> found = new TreeMap<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.put(row.getString(1), row.getString(2));
      }
    }
    return found;
  }

  private static Map<String, String> told(RollupQuery query) {
    Map<String, String> found = new TreeMap<>();
    RollupAnswer answer = query.get();
    answer
        .rows()
        .forEach(
            row ->
                found.put(
                    row.keys().get("user_id") + " " + row.bucket(),
                    row.count("events") + " " + row.number("seconds")));
    return found;
  }

  private static void same(Map<String, String> truth, Map<String, String> answer) {
    if (!truth.equals(answer) || truth.isEmpty()) {
      throw new IllegalStateException("wrong answer: " + answer + "\ninstead of " + truth);
    }
  }

  private Map<String, String> row(Table table, String title, String by, Asking asking)
      throws SQLException {
    Map<String, String> answer = asking.ask(); // so that what the process keeps is there
    String[] before = counts();
    asking.ask();
    String[] after = counts();
    double[] millis = new double[quick ? 1 : 9];
    for (int i = 0; i < millis.length; i++) {
      long began = System.nanoTime();
      asking.ask();
      millis[i] = (System.nanoTime() - began) / 1e6;
    }
    table.row(
        title,
        by,
        difference(before, after, 0),
        difference(before, after, 1),
        Table.number(Table.median(millis)));
    return answer;
  }

  private static String difference(String[] before, String[] after, int at) {
    return String.format(
        Locale.ROOT, "%,d", Long.parseLong(after[at]) - Long.parseLong(before[at]));
  }

  /** Rows of tables and entries of indexes read, and pages touched, until now. */
  private String[] counts() throws SQLException {
    execute("select pg_stat_force_next_flush()");
    execute("select 1"); // the flush comes with the end of a transaction
    String[] counts = new String[2];
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select (select sum(seq_tup_read) from pg_stat_user_tables)"
                    + " + (select sum(idx_tup_read) from pg_stat_user_indexes),"
                    + " (select sum(heap_blks_hit + heap_blks_read + coalesce(idx_blks_hit +"
                    + " idx_blks_read, 0) + coalesce(toast_blks_hit + toast_blks_read +"
                    + " tidx_blks_hit + tidx_blks_read, 0)) from pg_statio_user_tables)")) {
      row.next();
      for (int i = 0; i < counts.length; i++) {
        counts[i] = row.getString(i + 1);
      }
    }
    return counts;
  }

  private void writes(long[][] bare) throws SQLException {
    Table table =
        new Table(
            String.format(Locale.ROOT, "What a write touches, %,d events", events),
            "write",
            "pages without",
            "pages with the rollup",
            "bytes of WAL without",
            "bytes of WAL with");
    long[][] with = {write(1, 2), write(1000, 2)};
    for (int i = 0; i < 2; i++) {
      table.row(
          i == 0 ? "one event" : "1,000 events of 100 users in a statement",
          String.format(Locale.ROOT, "%,d", bare[i][0]),
          String.format(Locale.ROOT, "%,d", with[i][0]),
          String.format(Locale.ROOT, "%,d", bare[i][1]),
          String.format(Locale.ROOT, "%,d", with[i][1]));
    }
    table.print(quick);
  }

  /** Pages and bytes of WAL of an insert, with all that its triggers do. */
  private long[] write(int rows, int salt) throws SQLException {
    String insert =
        "insert into screen_events select i % 100, timestamptz '"
            + END.minusDays(1)
            + " 12:00Z' + i * interval '1 second', "
            + salt
            + ", 'app1' from generate_series(1, "
            + rows
            + ") i";
    execute("checkpoint");
    for (int i = 0; i < 3; i++) {
      execute(insert); // the first after a checkpoint writes whole pages
    }
    String[] before = counts();
    long wal = wal();
    execute(insert);
    long bytes = wal() - wal;
    return new long[] {Long.parseLong(counts()[1]) - Long.parseLong(before[1]), bytes};
  }

  private long wal() throws SQLException {
    return Long.parseLong(
        selected("select 'at', pg_current_wal_insert_lsn() - '0/0'").getOrDefault("at", "0"));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
