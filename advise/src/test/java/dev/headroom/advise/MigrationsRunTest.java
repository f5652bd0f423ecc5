package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import liquibase.Contexts;
import liquibase.Liquibase;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The migrations that are written, run by the tools that they are written for. */
@ExtendWith(Server.class)
class MigrationsRunTest {

  private static final String[] SCHEMA = {
    "create table customer (id bigint primary key, mood text)",
    "create index by_mood on customer (mood)",
    "create table event (kind int) partition by range (kind)",
    "create table event_1 partition of event for values from (0) to (10)",
    "insert into event select i % 10 from generate_series(1, 100) i"
  };

  private static final String AFTER = "hr_customer_mood_id\nhr_event_kind\nhr_event_kind_event_1";

  @TempDir Path folder;

  private static IndexAdvice index(String name, String table, String undo, String... create) {
    return new IndexAdvice(
        name,
        table,
        "(...)",
        List.of(create),
        undo,
        List.of(),
        0,
        0,
        new IndexAdvice.WriteCost(0, 0, 0));
  }

  private static AdviceReport report(List<IndexAdvice> indexes, AdviceReport.Drop... drops) {
    WorkloadCost cost = new WorkloadCost(0, 0, 0, 0);
    return new AdviceReport(
        "shop",
        "",
        List.of(),
        new Advice(indexes, List.of(), List.of(), cost, cost, true, 0),
        List.of(drops));
  }

  private static AdviceReport.Drop drop(String create, String drop) {
    return new AdviceReport.Drop(
        AdviceReport.Reason.UNUSED,
        "by_mood",
        "customer",
        "it's unused; ${never} used",
        1,
        0,
        drop,
        create,
        "");
  }

  private static final AdviceReport POSTGRES =
      report(
          List.of(
              index(
                  "hr_customer_mood_id",
                  "customer",
                  "drop index concurrently if exists hr_customer_mood_id",
                  "create index concurrently if not exists hr_customer_mood_id on customer (mood, id)"
                      + " where mood <> 'a;b'"),
              index(
                  "hr_event_kind",
                  "event",
                  "drop index if exists hr_event_kind",
                  "create index if not exists hr_event_kind on only event (kind)",
                  "drop index concurrently if exists hr_event_kind_event_1",
                  "create index concurrently if not exists hr_event_kind_event_1 on event_1 (kind)",
                  "alter index hr_event_kind attach partition hr_event_kind_event_1")),
          drop(
              "create index concurrently if not exists by_mood on customer (mood)",
              "drop index concurrently if exists by_mood"));

  private static String indexes(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Server.query(
          connection,
          "select c.relname from pg_index i join pg_class c on c.oid = i.indexrelid where"
              + " i.indisvalid and (c.relname like 'hr%' or c.relname like 'by%') order by 1");
    }
  }

  private FluentConfiguration flyway(String url) {
    return Flyway.configure()
        .dataSource(url, null, null)
        .locations("filesystem:" + folder)
        .baselineOnMigrate(true)
        .baselineVersion("0");
  }

  /** As the next versions: undoing by itself Flyway keeps for those who pay. */
  private void undo(int last) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.filter(one -> one.getFileName().toString().startsWith("U")).toList()) {
        String name = String.valueOf(file.getFileName());
        int number = Integer.parseInt(name.substring(1, name.indexOf('_')));
        Files.copy(
            file, folder.resolve("V" + (2 * last + 1 - number) + "__undo" + number + ".sql"));
      }
    }
  }

  @ParameterizedTest(name = "in a transaction: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("Flyway runs the files on PostgreSQL, and those that undo them")
  void flyway(boolean transactional) throws SQLException, IOException {
    String url = Server.database("flown", SCHEMA);
    Migrations.write(folder, POSTGRES, transactional);
    Flyway flyway =
        flyway(url)
            .configuration(Map.of("flyway.postgresql.transactional.lock", "" + transactional))
            .load();
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(3);
    assertThat(indexes(url)).isEqualTo(AFTER);
    undo(3);
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(3);
    assertThat(indexes(url)).isEqualTo("by_mood");
  }

  @ParameterizedTest(name = "in a transaction: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("Liquibase runs the changelog on PostgreSQL, and rolls it back")
  void liquibase(boolean transactional) throws Exception {
    String url = Server.database("based", SCHEMA);
    Migrations.write(folder, POSTGRES, transactional);
    changed(url, 0);
    assertThat(indexes(url)).isEqualTo(AFTER);
    changed(url, 3);
    assertThat(indexes(url)).isEqualTo("by_mood");
  }

  /** Runs what is new, or takes back the last so many. */
  private void changed(String url, int back) throws SQLException, LiquibaseException, IOException {
    // Closing it closes its connection.
    try (Liquibase liquibase =
        new Liquibase(
            "headroom-indexes.liquibase.sql",
            new DirectoryResourceAccessor(folder),
            new JdbcConnection(DriverManager.getConnection(url)))) {
      if (back == 0) {
        liquibase.update(new Contexts());
      } else {
        liquibase.rollback(back, "");
      }
    }
  }

  @Test
  @DisplayName("both run on SQLite, and back")
  void sqlite() throws Exception {
    Path file = folder.resolve("shop.db");
    String url = SqliteFiles.url(file);
    SqliteFiles.execute(
        file,
        List.of(
            "create table customer (id integer primary key, mood text)",
            "create index by_mood on customer (mood)"));
    AdviceReport report =
        report(
            List.of(
                index(
                    "hr_customer_mood_id",
                    "customer",
                    "drop index if exists hr_customer_mood_id",
                    "create index if not exists hr_customer_mood_id on customer (mood, id)")),
            drop("create index by_mood on customer (mood)", "drop index if exists by_mood"));
    Migrations.writeSqlite(folder, report);
    String names = "select group_concat(name) from sqlite_schema where name like '%mood%'";
    changed(url, 0);
    assertThat(SqliteFiles.query(file, names)).isEqualTo("hr_customer_mood_id");
    changed(url, 2);
    assertThat(SqliteFiles.query(file, names)).isEqualTo("by_mood");
    Flyway flyway = flyway(url).load();
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(2);
    assertThat(SqliteFiles.query(file, names)).isEqualTo("hr_customer_mood_id");
    undo(2);
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(2);
    assertThat(SqliteFiles.query(file, names)).isEqualTo("by_mood");
  }
}
