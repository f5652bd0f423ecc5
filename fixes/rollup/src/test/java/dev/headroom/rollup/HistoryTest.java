package dev.headroom.rollup;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Database.class)
class HistoryTest {

  @Test
  @DisplayName("150 random histories with crashes end with rollups equal to raw sums")
  void some() throws Exception {
    histories(1, 50, 12);
  }

  @Test
  @Tag("long")
  @DisplayName("10,000 random histories with crashes end with rollups equal to raw sums")
  void many() throws Exception {
    histories(1_000_000, 3_334, 25);
  }

  private static void histories(long firstSeed, int each, int things) throws Exception {
    try (HikariDataSource postgres = Database.postgres();
        HikariDataSource sqlite = Database.sqlite();
        HikariDataSource millis = Database.sqlite()) {
      History.install(postgres, false);
      History.install(sqlite, false);
      History.install(millis, true);
      for (long seed = firstSeed; seed < firstSeed + each; seed++) {
        new History(postgres, false, seed).run(things);
        new History(sqlite, false, seed).run(things);
        new History(millis, true, seed).run(things);
      }
    }
  }
}
