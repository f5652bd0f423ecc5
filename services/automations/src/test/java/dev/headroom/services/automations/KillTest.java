package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that books is killed (SIGKILL) in the middle of it, again and again. */
class KillTest {

  @Test
  @DisplayName(
      "kill -9 in mid-write, twice: nothing committed is lost, nothing half-written is seen")
  void twice() throws Exception {
    killed(2);
  }

  @Test
  @Tag("long")
  @DisplayName("kill -9 in mid-write, 50 times")
  void often() throws Exception {
    killed(50);
  }

  private static void killed(int times) throws Exception {
    Path file = AutomationsService.folder().resolve("killed.db");
    String url = "jdbc:sqlite:" + file;
    var unused = Flyway.configure().dataSource(url, null, null).load().migrate();
    execute(
        url,
        "insert into app_user values (1, 'a@b.example', '', 'A', 'USER', 1, 1, 0)",
        "insert into quota values (1, '2000-01', 1000000000, 0, 0)",
        "insert into automation values (1, 'f', 'A', 'I', 'C', 'MANUAL', 1, 1, '', 1, 0)",
        "insert into user_automation values (1, 1, 1, 'ACTIVE', '{}', null, null, null, null, 0, 0)");
    Set<String> told = new HashSet<>();
    for (int i = 0; i < times; i++) {
      told.addAll(run(file, i % 2 == 1, i * 1_000_000, 40 + 7 * (i % 10)));
      whole(url, told);
    }
  }

  /** What it said was committed, until it was killed. */
  private static Set<String> run(Path file, boolean tuned, int from, int enough) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                file.toString(),
                Boolean.toString(tuned),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Set<String> told = new HashSet<>();
    try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        if (line.startsWith("killed-")) {
          told.add(line);
        }
        if (told.size() == enough) {
          // Not the process: that would close what it said and nobody has read.
          writer.toHandle().destroyForcibly();
        }
        line = lines.readLine();
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(told).hasSizeGreaterThanOrEqualTo(enough);
    return told;
  }

  private static void whole(String url, Set<String> told) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      assertThat(text(sql, "pragma integrity_check")).isEqualTo("ok");
      Set<String> there = new HashSet<>();
      try (ResultSet rows = sql.executeQuery("select request_id from token_usage")) {
        while (rows.next()) {
          there.add(rows.getString(1));
        }
      }
      assertThat(there).containsAll(told);
      String used = text(sql, "select used from quota");
      assertThat(text(sql, "select sum(prompt_tokens + completion_tokens) from token_usage"))
          .isEqualTo(used);
      assertThat(text(sql, "select sum(prompt_tokens + completion_tokens) from usage_day"))
          .isEqualTo(used);
      assertThat(text(sql, "select sum(prompt_tokens + completion_tokens) from usage_user_day"))
          .isEqualTo(used);
      assertThat(text(sql, "select coalesce(sum(tokens), 0) from reservation"))
          .as("what runs under way had set aside")
          .isEqualTo(text(sql, "select reserved from quota"));
    }
  }

  private static String text(Statement sql, String question) throws SQLException {
    try (ResultSet found = sql.executeQuery(question)) {
      assertThat(found.next()).isTrue();
      return found.getString(1);
    }
  }

  private static void execute(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }
}
