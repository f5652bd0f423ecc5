package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.advise.AdviceOptions;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.StatementObservation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What a service on SQLite stands on")
class SqliteBackingTest {

  @TempDir Path home;

  private SqliteBacking backing() throws Exception {
    ReferenceService service = ReferenceService.AUTOMATIONS;
    Path folder = Backing.folder(service, home);
    Files.createDirectories(folder);
    SqliteBacking backing = new SqliteBacking(new Seed(service, home, folder));
    try (Connection seed = DriverManager.getConnection(backing.url("seed"));
        Statement statement = seed.createStatement()) {
      statement.execute("create table run (id integer primary key, user_id integer, cost integer)");
      statement.execute(
          "insert into run with recursive n(i) as (select 1 union all select i + 1 from n where i <"
              + " 20000) select i, i % 4000, i from n");
      statement.execute("create index run_id on run (id)");
    }
    return backing;
  }

  private static void run(SqliteBacking backing, String name, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(backing.url(name));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int rows(SqliteBacking backing, String name) throws SQLException {
    try (Connection connection = DriverManager.getConnection(backing.url(name));
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("select count(*) from run")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  @DisplayName("are copies of one file, each with a Redis of its own, and no database server")
  void copies() throws Exception {
    try (SqliteBacking backing = backing()) {
      backing.copy("one");
      backing.copy("two");
      run(backing, "one", "delete from run where id > 10");
      assertThat(rows(backing, "one")).isEqualTo(10);
      assertThat(rows(backing, "two")).isEqualTo(20_000);
      assertThat(backing.environment("one").get("DATABASE_URL")).isEqualTo(backing.url("one"));
      assertThat(backing.environment("one").get("REDIS_URL"))
          .startsWith("redis://")
          .isNotEqualTo(backing.environment("two").get("REDIS_URL"));
      assertThat(backing.processes("one")).containsOnlyKeys("redis");
      backing.copyOnce("three", false);
      run(backing, "three", "delete from run where id > 10");
      backing.copyOnce("three", false);
      assertThat(rows(backing, "three")).isEqualTo(10);
      backing.copyOnce("three", true);
      assertThat(rows(backing, "three")).isEqualTo(20_000);
    }
    assertThat(Backing.folder(ReferenceService.AUTOMATIONS, home).toFile().list())
        .as("what was copied for one run goes with it")
        .containsExactlyInAnyOrder("seed.db", "three.db");
  }

  @Test
  @DisplayName("gives index advice on another copy, and leaves the seed as it is")
  void advice() throws Exception {
    try (SqliteBacking backing = backing()) {
      String sql = "select id, cost from run where user_id = ?";
      StatementObservation seen =
          new StatementObservation(
              "GET /runs",
              sql,
              sql,
              "",
              500,
              500,
              500_000_000,
              0,
              0,
              0,
              2_500,
              0,
              0,
              0,
              0,
              1,
              1,
              400,
              -1,
              "",
              Double.NaN,
              0,
              List.of(List.of(new StatementObservation.Bind(java.sql.Types.INTEGER, "7", false))));
      Backing.Advised advised =
          backing.advise(
              "one",
              List.of(seen),
              AdviceOptions.defaults().within(Duration.ofSeconds(10)),
              progress -> {});
      assertThat(advised.advice().indexes()).hasSize(1);
      assertThat(advised.advice().indexes().get(0).ddl()).contains("run").contains("user_id");
      assertThat(advised.superfluous())
          .extracting(Finding::kind)
          .containsExactly(FindingKind.DUPLICATE_INDEX);
      assertThatThrownBy(() -> run(backing, "seed", "drop index run_user_id"))
          .hasMessageContaining("no such index");
    }
  }
}
