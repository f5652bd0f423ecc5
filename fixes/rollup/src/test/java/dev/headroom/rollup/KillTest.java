package dev.headroom.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that write and refresh are killed; what they leave behind must be right. */
@ExtendWith(Database.class)
class KillTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"PostgreSQL, 1", "SQLite, 1"})
  @DisplayName("a process killed while it writes and refreshes loses nothing")
  void once(String kind, int times) throws Exception {
    kill(kind, times);
  }

  @ParameterizedTest
  @CsvSource({"PostgreSQL, 25", "SQLite, 25"})
  @Tag("long")
  @DisplayName("50 processes killed while they write and refresh lose nothing")
  void often(String kind, int times) throws Exception {
    kill(kind, times);
  }

  private void kill(String kind, int times) throws Exception {
    boolean postgres = kind.equals("PostgreSQL");
    Random random = new Random(times);
    try (HikariDataSource database =
        postgres
            ? Database.postgres()
            : Database.pool(Database.sqliteUrl(folder.resolve("killed.db")))) {
      History.install(database, false);
      Rollups rollups = new Rollups(database, History.ROLLUPS);
      for (int i = 0; i < times; i++) {
        Process child =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    database.getJdbcUrl(),
                    "" + random.nextInt(1000))
                .redirectErrorStream(true)
                .start();
        // It says so when it is at work; killed a little later.
        BufferedReader said = child.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("working")) {
          line = said.readLine();
        }
        assertThat(line).isEqualTo("working");
        child.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS);
        child.destroyForcibly().waitFor();
        for (RollupStatus status : rollups.status()) {
          if (!status.state().equals("NEW")) { // killed before it listed the history
            assertThat(rollups.verify(status.rollup(), Integer.MAX_VALUE, 1).differences())
                .isEmpty();
          }
        }
      }
      while (!rollups.refresh(Duration.ofMinutes(1))) {
        // More to do.
      }
      for (Rollup rollup : rollups.declared()) {
        Verification verification = rollups.verify(rollup.name(), Integer.MAX_VALUE, 1);
        assertThat(verification.differences()).isEmpty();
        assertThat(verification.pending()).isZero();
      }
    }
  }

  /** Writes and refreshes until it is killed. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
      try (HikariDataSource database = Database.pool(args[0])) {
        Rollups rollups = new Rollups(database, History.ROLLUPS);
        Thread refreshing =
            Thread.ofPlatform()
                .daemon()
                .start(
                    () -> {
                      while (true) {
                        rollups.refresh(Duration.ofSeconds(1));
                      }
                    });
        System.out.println("working");
        History history = new History(database, false, Long.parseLong(args[1]));
        while (refreshing.isAlive()) {
          history.writeOn();
        }
      }
    }
  }
}
