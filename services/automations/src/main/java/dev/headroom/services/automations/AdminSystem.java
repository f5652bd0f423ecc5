package dev.headroom.services.automations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** What the database is set to and the process uses, as it is now. */
@Service
class AdminSystem {

  private static final List<String> SETTINGS =
      List.of("journal_mode", "synchronous", "cache_size", "temp_store", "mmap_size");

  /**
   * As it is now.
   *
   * @param indexes beside those of keys and unique constraints
   * @param settings SQLite's own words, of a connection that may write
   * @param memoryMb resident, each page once however often it is mapped, in MB of 1,000,000 bytes;
   *     null where Linux does not tell
   */
  record View(List<String> indexes, Map<String, String> settings, @Nullable Long memoryMb) {}

  private final JdbcClient jdbc;

  AdminSystem(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  View now() {
    List<String> indexes =
        jdbc.sql(
                "select name from sqlite_schema where type = 'index' and sql is not null"
                    + " order by name")
            .query((row, number) -> row.getString(1))
            .list();
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : SETTINGS) {
      settings.put(
          setting, jdbc.sql("pragma " + setting).query((row, number) -> row.getString(1)).single());
    }
    return new View(indexes, settings, memoryMb());
  }

  private static @Nullable Long memoryMb() {
    try {
      return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
          .filter(line -> line.startsWith("Pss:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024 / 1_000_000)
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null; // no Linux
    }
  }
}
