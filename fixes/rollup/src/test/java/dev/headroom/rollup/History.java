package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random history: writers with transactions that stay open across other things, refreshes that
 * crash anywhere, reads as of now. Four rollups look at the one table.
 */
final class History {

  /** Clocks change in them in many ways, and hours begin at :30 and :45. */
  private static final List<String> ZONES =
      List.of(
          "Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe",
          "Asia/Kathmandu",
          "America/St_Johns",
          "Africa/Cairo",
          "America/Havana",
          "Pacific/Chatham",
          "UTC");

  /** Around them clocks change somewhere. */
  private static final List<String> MOMENTS =
      List.of(
          "2026-03-29T01:00:00",
          "2026-10-25T01:00:00",
          "2026-03-08T07:00:00",
          "2026-11-01T06:00:00",
          "2026-04-04T15:00:00",
          "2026-10-03T15:30:00",
          "2026-04-23T22:00:00",
          "2026-10-29T21:00:00",
          "2026-03-08T05:00:00",
          "2025-12-31T23:00:00",
          "2026-07-15T12:00:00",
          "1969-12-31T23:59:59");

  static final List<Rollup> ROLLUPS =
      List.of(
          measured(
              Rollup.of("fixed", "events", "at")
                  .keys("user_id")
                  .zone(LocalZone.of("Europe/Berlin"))
                  .grains(Grain.DAY, Grain.WEEK, Grain.MONTH)
                  .measure(Measure.of("apps", Measure.Kind.DISTINCT, "app"))),
          measured(
              Rollup.of("rows", "events", "at")
                  .keys("user_id")
                  .zone(LocalZone.column("zone"))
                  .grains(Grain.HOUR, Grain.DAY, Grain.MONTH)),
          measured(
              Rollup.of("looked", "events", "at")
                  .keys("kind", "user_id")
                  .zone(LocalZone.lookup("user_id", "users", "id", "zone", "America/New_York"))
                  .grains(Grain.HOUR, Grain.DAY, Grain.WEEK)),
          measured(
              Rollup.of("all_screen", "events", "at")
                  .where("kind = 'screen'")
                  .zone(LocalZone.of("Asia/Kolkata"))
                  .grains(Grain.WEEK, Grain.MONTH)
                  .measure(Measure.of("apps", Measure.Kind.DISTINCT, "app"))));

  private final HikariDataSource database;
  private final boolean postgres;
  private final boolean millis;
  private final Rollups rollups;
  private final Random random;
  private final String name;

  /** Where this history plays, so that its writers meet. */
  private final List<String> moments;

  private final int users;
  private final List<Writer> open = new ArrayList<>();
  private static long nextId = 1;

  /** Looked up once for all histories of a database. */
  private static final Map<String, Layout> LAYOUTS = new HashMap<>();

  /** An open transaction, which keeps to rows of its own as long as it is open. */
  private record Writer(Connection connection, int lane) {}

  History(HikariDataSource database, boolean millis, long seed) {
    this.database = database;
    this.postgres = database.getJdbcUrl().startsWith("jdbc:postgresql");
    this.millis = millis;
    this.rollups = new Rollups(database, timed(millis));
    this.random = new Random(seed);
    this.moments =
        List.of(
            MOMENTS.get(random.nextInt(MOMENTS.size())),
            MOMENTS.get(random.nextInt(MOMENTS.size())));
    this.users = 1 + random.nextInt(4);
    this.name = (postgres ? "PostgreSQL" : millis ? "SQLite millis" : "SQLite") + " seed " + seed;
  }

  private static Rollup measured(Rollup.Builder builder) {
    Rollup plain = builder.measure(Measure.count("events")).declare();
    List<Grain> fine = plain.grains();
    builder
        .measure(Measure.of("known", Measure.Kind.COUNT, "value"))
        .measure(Measure.of("total", Measure.Kind.SUM, "value"))
        .measure(Measure.of("least", Measure.Kind.MIN, "value"))
        .measure(Measure.of("most", Measure.Kind.MAX, "value"));
    if (fine.contains(Grain.WEEK)) {
      builder
          .measure(Measure.of("mean", Measure.Kind.AVERAGE, "value"))
          .measure(Measure.of("about_apps", Measure.Kind.DISTINCT_SKETCH, "app"))
          .measure(Measure.of("lengths", Measure.Kind.PERCENTILES, "value"))
          .measure(Measure.top("top_apps", 3, "app", "value"));
    }
    return builder.declare();
  }

  static void install(HikariDataSource database, boolean millis) throws SQLException {
    boolean postgres = database.getJdbcUrl().startsWith("jdbc:postgresql");
    Database.execute(
        database,
        "create table users (id bigint primary key, zone text)",
        "create table events (id "
            + (postgres ? "bigint" : "integer")
            + " primary key, tag text unique, user_id bigint not null, zone text not null, at "
            + (postgres ? "timestamptz" : millis ? "integer" : "text")
            + " not null, kind text not null, value integer, app text)",
        "insert into users values (1, 'Europe/Berlin'), (2, 'Asia/Kathmandu')");
    History first = new History(database, millis, 0);
    for (int i = 0; i < 20; i++) {
      first.write(0, null);
    }
    new Rollups(database, History.timed(millis)).install();
  }

  static List<Rollup> timed(boolean millis) {
    return millis
        ? ROLLUPS.stream()
            .map(
                rollup ->
                    new Rollup(
                        rollup.name(),
                        rollup.table(),
                        rollup.time(),
                        TimeForm.MILLIS,
                        rollup.keys(),
                        rollup.zone(),
                        rollup.grains(),
                        rollup.where(),
                        rollup.measures()))
            .toList()
        : ROLLUPS;
  }

  void run(int things) throws SQLException {
    if (postgres) {
      index();
    }
    if (random.nextInt(3) == 0) {
      Database.execute(database, "delete from events where id % 3 <> 0");
    }
    try {
      for (int i = 0; i < things; i++) {
        thing();
      }
    } finally {
      while (!open.isEmpty()) {
        end();
      }
    }
    while (!rollups.refresh(Duration.ofMinutes(1))) {
      // More to do.
    }
    check(timed(millis), false, "at rest");
    if (random.nextInt(10) == 0) {
      Rollup rollup = ROLLUPS.get(random.nextInt(4));
      Verification verification = rollups.verify(rollup.name(), 20, random.nextLong());
      assertThat(verification.holds()).as(name + ": " + verification).isTrue();
    }
  }

  /** Indexes come and go; what they lead to is read otherwise than what they do not. */
  private void index() throws SQLException {
    String name = random.nextBoolean() ? "by_user" : "by_time";
    Database.execute(
        database,
        random.nextInt(3) == 0
            ? "drop index if exists " + name
            : "create index if not exists "
                + name
                + (name.equals("by_user") ? " on events (user_id, at)" : " on events (at)"));
  }

  /** Writes something. */
  void writeOn() throws SQLException {
    write(random.nextInt(3), null);
  }

  private void thing() throws SQLException {
    int what = random.nextInt(100);
    if (what < 40) {
      write(0, null);
    } else if (what < 50 && postgres && open.size() < 2) {
      Connection connection = database.getConnection();
      connection.setAutoCommit(false);
      open.add(new Writer(connection, open.stream().anyMatch(each -> each.lane == 1) ? 2 : 1));
    } else if (what < 65 && !open.isEmpty()) {
      Writer writer = open.get(random.nextInt(open.size()));
      write(writer.lane, writer.connection);
    } else if (what < 75 && !open.isEmpty()) {
      end();
    } else if (what < 90) {
      refresh();
    } else if (what < 96) {
      check(List.of(timed(millis).get(random.nextInt(4))), true, "as of now");
    } else if (what == 96) {
      rollups.rebuild(ROLLUPS.get(random.nextInt(4)).name());
    } else if (what == 97 && open.isEmpty()) {
      Database.execute(database, postgres ? "truncate events" : "delete from events");
    } else if (what == 98 && open.isEmpty()) {
      Database.execute(
          database,
          random.nextBoolean()
              ? "update users set zone = '" + zone() + "' where id = " + (1 + random.nextInt(4))
              : "delete from users where id = " + (1 + random.nextInt(4)));
    } else if (open.isEmpty()) {
      Database.execute(
          database,
          "insert into users values ("
              + (1 + random.nextInt(4))
              + ", '"
              + zone()
              + "')"
              + " on conflict (id) do update set zone = excluded.zone");
    }
  }

  /** The transaction that was begun first is not always the first to end. */
  private void end() throws SQLException {
    try (Connection connection = open.remove(random.nextInt(open.size())).connection) {
      if (random.nextInt(4) == 0) {
        connection.rollback();
      } else {
        connection.commit();
      }
    }
  }

  private void endQuietly() {
    try {
      end();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Writers keep to rows of their own, so that none waits for another on this one thread. */
  private void write(int lane, Connection in) throws SQLException {
    Connection connection = in == null ? database.getConnection() : in;
    try {
      int what = random.nextInt(10);
      String mine = " where id % 3 = " + lane + " and id % 5 = " + random.nextInt(5);
      if (what < 6) {
        insert(connection, lane, postgres || random.nextBoolean() ? "insert" : "insert or replace");
      } else if (what < 7) {
        Database.execute(
            connection,
            "update events set value = "
                + random.nextInt(100)
                + ", app = 'app"
                + random.nextInt(5)
                + "'"
                + mine);
      } else if (what < 8) {
        try (PreparedStatement statement =
            connection.prepareStatement("update events set at = ?" + mine)) {
          at(statement, 1);
          statement.executeUpdate();
        }
      } else if (what < 9) {
        Database.execute(
            connection,
            "update events set user_id = "
                + (1 + random.nextInt(users))
                + ", zone = '"
                + zone()
                + "', kind = '"
                + kind()
                + "'"
                + mine);
      } else {
        Database.execute(connection, "delete from events" + mine);
      }
    } finally {
      if (in == null) {
        connection.close();
      }
    }
  }

  private void insert(Connection connection, int lane, String verb) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            verb
                + " into events (id, tag, user_id, zone, at, kind, value, app)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?)"
                + (verb.equals("insert") ? " on conflict do nothing" : ""))) {
      for (int i = random.nextInt(5); i >= 0; i--) {
        long id = (nextId++ % 60) * 3 + lane;
        statement.setLong(1, id);
        statement.setString(2, lane + "tag" + random.nextInt(100));
        statement.setLong(3, 1 + random.nextInt(users));
        statement.setString(4, random.nextInt(30) == 0 ? "Nowhere" : zone());
        at(statement, 5);
        statement.setString(6, kind());
        statement.setObject(7, random.nextInt(6) == 0 ? null : random.nextInt(100));
        statement.setString(8, random.nextInt(6) == 0 ? null : "app" + random.nextInt(5));
        statement.executeUpdate();
      }
    }
  }

  private void at(PreparedStatement statement, int index) throws SQLException {
    Instant at =
        LocalDateTime.parse(moments.get(random.nextInt(2)))
            .toInstant(ZoneOffset.UTC)
            // Half of them in few slots, so that writers meet.
            .plusMillis(
                random.nextBoolean()
                    ? random.nextInt(4_000_000) - 2_000_000L
                    : random.nextInt(100_000_000) - 50_000_000L);
    if (postgres) {
      statement.setObject(index, at.atOffset(ZoneOffset.UTC));
    } else if (millis) {
      statement.setLong(index, at.toEpochMilli());
    } else {
      statement.setString(
          index,
          DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
              .format(at.atOffset(ZoneOffset.ofHoursMinutes(random.nextInt(20) - 10, 0))));
    }
  }

  private String zone() {
    return ZONES.get(random.nextInt(ZONES.size()));
  }

  private String kind() {
    return random.nextBoolean() ? "screen" : "note";
  }

  /** A step of one rollup, which may crash at any of its parts; others may commit in its midst. */
  private void refresh() throws SQLException {
    Rollup rollup = timed(millis).get(random.nextInt(4));
    Layout layout = layout(rollup);
    int[] left = {random.nextInt(3) == 0 ? random.nextInt(14) : Integer.MAX_VALUE};
    try {
      new Refresh(
              database,
              layout,
              part -> {
                if (left[0]-- == 0) {
                  throw new IllegalMonitorStateException("crash before " + part);
                }
                if (!open.isEmpty() && random.nextInt(6) == 0) {
                  endQuietly();
                }
              })
          .step();
    } catch (IllegalMonitorStateException e) {
      // As if the process had ended there: its transaction is gone.
    }
  }

  private void check(List<Rollup> which, boolean now, String when) throws SQLException {
    Transactions.snapshot(
        database,
        connection -> {
          Model model = Model.read(connection, millis);
          for (Rollup rollup : which) {
            Layout layout = layout(rollup);
            for (Grain grain : rollup.grains()) {
              RollupAnswer answer =
                  new Reader(connection, layout).answer(grain, Slice.ALL, now, true);
              model.check(rollup, grain, answer, name + " " + when);
            }
          }
          return true;
        });
  }

  private Layout layout(Rollup rollup) throws SQLException {
    String key = database.getJdbcUrl() + rollup.name();
    Layout layout = LAYOUTS.get(key);
    if (layout == null) {
      try (Connection connection = database.getConnection()) {
        layout = Layout.of(connection, rollup);
      }
      LAYOUTS.put(key, layout);
    }
    return layout;
  }
}
