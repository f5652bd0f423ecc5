package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledTest {

  @TempDir Path folder;

  /** Writes a row, tells that it was committed, and so on until it is killed. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] args) throws SQLException {
      try (SqliteDataSource database = SqliteDataSource.open(SqliteOptions.of(Path.of(args[0])))) {
        for (int i = 1; ; i++) {
          try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            SqliteDataSourceTest.run(
                connection,
                "create table if not exists t (id integer primary key, half integer)",
                "insert into t values (" + (2 * i) + ", 1)",
                "insert into t values (" + (2 * i + 1) + ", 2)");
            connection.commit();
          }
          System.out.println(i);
        }
      }
    }
  }

  @Test
  @DisplayName("what was committed when the process is killed is there, and nothing by halves")
  void killed() throws IOException, InterruptedException, SQLException {
    Path file = folder.resolve("app.db");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long told = 0;
    try (BufferedReader lines = writer.inputReader()) {
      while (told < 300) {
        String line = lines.readLine();
        assertThat(line).as("the writer ended by itself").isNotNull();
        told = Long.parseLong(line);
      }
      writer.toHandle().destroyForcibly(); // the process itself would close what it told last
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The last line may be torn.
        told = line.equals(Long.toString(told + 1)) ? told + 1 : told;
      }
      assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    try (SqliteDataSource database = SqliteDataSource.open(SqliteOptions.of(file));
        Connection connection = database.getConnection()) {
      assertThat(SqliteDataSourceTest.ask(connection, "pragma integrity_check")).isEqualTo("ok");
      long pairs =
          Long.parseLong(
              SqliteDataSourceTest.ask(
                  connection,
                  "select count(*) from t a join t b on b.id = a.id + 1 and a.half = 1 and b.half = 2"));
      assertThat(pairs).isBetween(told, told + 2);
      assertThat(SqliteDataSourceTest.ask(connection, "select count(*) from t"))
          .isEqualTo(Long.toString(2 * pairs));
    }
  }
}
