package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system of 6 MB in memory, which a process in a name space of its own may mount. */
class FullDiskTest {

  private static final int FULL = 13;

  @TempDir Path folder;

  /** Writes until the disk is full, makes room, and goes on; says what it sees. */
  static final class Writer {

    private Writer() {}

    public static void main(String[] args) throws IOException, SQLException {
      Path disk = Path.of(args[0]);
      Path ballast = Files.write(disk.resolve("ballast"), new byte[1 << 21]);
      try (SqliteDataSource database =
          SqliteDataSource.open(SqliteOptions.of(disk.resolve("app.db")))) {
        int committed = 0;
        int failed = 0;
        while (failed < 3) {
          try {
            write(database, committed + failed);
            committed++;
          } catch (SQLException e) {
            failed++;
            System.out.println("refused " + e.getErrorCode());
          }
        }
        System.out.println("told " + committed + " there " + pairs(database));
        Files.delete(ballast);
        write(database, committed + failed);
        System.out.println("told " + (committed + 1) + " there " + pairs(database));
      }
      try (SqliteDataSource again =
              SqliteDataSource.open(SqliteOptions.of(disk.resolve("app.db")));
          Connection connection = again.getConnection()) {
        System.out.println(SqliteDataSourceTest.ask(connection, "pragma integrity_check"));
        System.out.println("there " + pairs(again));
      }
    }

    private static void write(SqliteDataSource database, int number) throws SQLException {
      try (Connection connection = database.getConnection()) {
        connection.setAutoCommit(false);
        try {
          SqliteDataSourceTest.run(
              connection,
              "create table if not exists t (id integer primary key, half integer, pad blob)",
              "insert into t values (" + 2 * number + ", 1, zeroblob(20000))",
              "insert into t values (" + (2 * number + 1) + ", 2, zeroblob(20000))");
          connection.commit();
        } catch (SQLException e) {
          connection.rollback();
          throw e;
        }
      }
    }

    /** Whole pairs, and no half of one beside them. */
    private static String pairs(SqliteDataSource database) throws SQLException {
      try (Connection connection = database.getConnection()) {
        return SqliteDataSourceTest.ask(
            connection,
            "select count(*) / 2 || case count(*) % 2 when 0 then '' else ' and a half' end from t");
      }
    }
  }

  @Test
  @DisplayName(
      "when the disk is full a write is refused as such, what was committed is read, nothing is there by halves, and with room again writing goes on")
  void full() throws Exception {
    List<String> inside = new ArrayList<>(List.of("unshare", "--map-root-user", "--mount"));
    assumeTrue(works(inside), "no name space of one's own here, or no tmpfs in it");
    inside.addAll(
        List.of("sh", "-c", "mount -t tmpfs -o size=6m tmpfs " + folder + " && exec \"$@\"", "sh"));
    inside.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            folder.toString()));
    Process writer =
        new ProcessBuilder(inside).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> said = writer.inputReader().lines().toList();
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).as(said.toString()).isZero();
    assertThat(said.subList(0, 3)).containsOnly("refused " + FULL);
    for (String line : said.subList(3, 5)) {
      assertThat(line).matches("told (\\d+) there \\1");
    }
    assertThat(said.get(5)).isEqualTo("ok");
    assertThat(said.get(4)).endsWith(said.get(6));
    assertThat(said).hasSize(7);
  }

  private boolean works(List<String> inside) throws InterruptedException {
    List<String> tried = new ArrayList<>(inside);
    tried.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", folder.toString()));
    try {
      return new ProcessBuilder(tried).start().waitFor() == 0;
    } catch (IOException noSuchCommand) {
      return false;
    }
  }
}
