package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollupCommandTest {

  private static final String DECLARED =
      """
      rollups:
        screen:
          table: events
          time: at
          keys: [user_id]
          zone: Europe/Berlin
          grains: [day, week]
          measures:
            events: {kind: count}
            seconds: {kind: sum, column: seconds}
      """;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream realOut = System.out;
  private final PrintStream realErr = System.err;
  private String url = "";

  @BeforeEach
  void prepare() throws SQLException, IOException {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setProperty("headroom.cwd", folder.toString());
    url = "jdbc:sqlite:" + folder.resolve("app.db");
    sql("create table events (user_id integer not null, at text not null, seconds integer)");
    sql("insert into events values (7, '2026-03-29T12:00:00Z', 5), (8, '2026-04-02T12:00:00Z', 6)");
    Files.writeString(folder.resolve("headroom.yml"), DECLARED);
  }

  @AfterEach
  void restore() {
    System.setOut(realOut);
    System.setErr(realErr);
    System.clearProperty("headroom.cwd");
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String run(int code, String... words) {
    out.reset();
    int is = Main.commandLine().execute(words);
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(is).as(text).isEqualTo(code);
    return text;
  }

  @Test
  @DisplayName(
      "a rollup is installed from headroom.yml, filled, verified, damaged, found and rebuilt")
  void whole() throws SQLException {
    assertThat(run(0, "rollup", "install", "--jdbc", url, "--dry-run"))
        .contains("-- screen, in one transaction", "create table \"screen_day\"");
    assertThat(run(2, "rollup", "status", "--jdbc", url)).contains("has no rollup");
    assertThat(run(0, "rollup", "install", "--jdbc", url))
        .contains(
            "screen: new (0 %), 0 changed slots wait, never refreshed",
            "or: headroom rollup refresh --jdbc URL");
    assertThat(run(1, "rollup", "verify", "--jdbc", url))
        .contains("screen: not filled yet: headroom rollup refresh --jdbc URL");
    assertThat(run(0, "rollup", "refresh", "--jdbc", url))
        .contains("screen: live, 0 changed slots wait, refreshed");
    assertThat(run(0, "rollup", "verify", "--jdbc", url))
        .contains("screen: 4 buckets compared, 0 wait for a refresh, all as the rows say");
    sql("insert into events values (7, '2026-03-29T13:00:00Z', 9)");
    assertThat(run(0, "rollup", "status", "--jdbc", url))
        .contains("1 changed slots wait, the oldest for");
    assertThat(run(0, "rollup", "verify", "--jdbc", url)).contains("2 buckets compared, 2 wait");
    sql("update screen_week set seconds = 99 where user_id = 8");
    assertThat(run(1, "rollup", "verify", "--jdbc", url, "screen", "--sample", "0"))
        .contains("1 differ:", "seconds is 99, rows give 6", "rollup rebuild");
    run(0, "rollup", "rebuild", "--jdbc", url, "screen");
    assertThat(run(0, "rollup", "verify", "--jdbc", url)).contains("0 wait", "all as the rows say");
  }

  @Test
  @DisplayName("wrong words are refused with the right ones")
  void wrong() throws IOException {
    run(0, "rollup", "install", "--jdbc", url);
    assertThat(run(2, "rollup", "verify", "--jdbc", url, "scren")).contains("did you mean screen?");
    assertThat(run(2, "rollup", "status", "--jdbc", "jdbc:mysql://x"))
        .contains("--jdbc takes jdbc:postgresql:");
    Path misspelt = folder.resolve("ap.db");
    assertThat(run(2, "rollup", "status", "--jdbc", "jdbc:sqlite:" + misspelt))
        .containsIgnoringCase("unable to open");
    assertThat(misspelt).doesNotExist();
    assertThat(run(2, "rollup")).contains("which of install, status, refresh, verify, rebuild?");
    Files.writeString(
        folder.resolve("headroom.yml"), DECLARED.replace("table: events", "table: event"));
    assertThat(run(2, "rollup", "install", "--jdbc", url))
        .contains("there is no table 'event': did you mean events?");
    Files.writeString(folder.resolve("headroom.yml"), DECLARED.replace("kind: sum", "kind: som"));
    assertThat(run(2, "rollup", "install", "--jdbc", url))
        .contains("headroom.yml:10:", "did you mean sum or top?");
  }
}
