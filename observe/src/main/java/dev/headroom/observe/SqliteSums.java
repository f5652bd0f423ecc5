package dev.headroom.observe;

import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.SqliteObservation.Blocked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** What one pool of connections did with a SQLite file over the window, and how it is set. */
final class SqliteSums {

  private static final int MOST_PAIRS = 200;
  private static final int MOST_TOLD = 20;

  private static final int WRITES = 0;
  private static final int WRITING = 1;
  private static final int REFUSED = 2;
  private static final int OUTDATED = 3;
  private static final int WAITS = 4;
  private static final int WAITED = 5;
  private static final int MAX_WAIT = 6;

  private static final List<String> PRAGMAS =
      List.of(
          "journal_mode",
          "synchronous",
          "cache_size",
          "temp_store",
          "mmap_size",
          "busy_timeout",
          "foreign_keys",
          "page_size");

  private final AtomicLongArray sums = new AtomicLongArray(7);
  private final ConcurrentHashMap<Pair, AtomicLongArray> pairs = new ConcurrentHashMap<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile Map<String, String> settings = Map.of();

  private record Pair(String endpoint, String statement, String holder, String holderStatement) {

    static Pair of(String endpoint, Shape shape, SqliteFile.@Nullable Turn by) {
      return by == null
          ? new Pair(endpoint, shape.fingerprint, "", "")
          : new Pair(endpoint, shape.fingerprint, by.endpoint, by.shape.fingerprint);
    }
  }

  /**
   * Asks a connection how it is set, the first time in a window: what the service did to start may
   * have changed it since the last one. Reads only, and begins no transaction.
   */
  void ask(Connection connection) throws SQLException {
    if (asked.get() || !asked.compareAndSet(false, true)) {
      return;
    }
    Map<String, String> seen = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      for (String pragma : PRAGMAS) {
        try (ResultSet row = statement.executeQuery("pragma " + pragma)) {
          String value = row.next() ? row.getString(1) : null;
          if (value != null) {
            seen.put(pragma, value.toLowerCase(Locale.ROOT));
          }
        }
      }
    }
    settings = seen;
  }

  void wrote(long nanos) {
    sums.getAndAdd(WRITES, 1);
    sums.getAndAdd(WRITING, nanos);
  }

  void waited(String endpoint, Shape shape, SqliteFile.Turn by, long nanos) {
    sums.getAndAdd(WAITS, 1);
    addWait(nanos);
    AtomicLongArray pair = pair(Pair.of(endpoint, shape, by));
    pair.getAndAdd(1, 1);
    pair.getAndAdd(2, nanos);
  }

  void refused(
      String endpoint,
      Shape shape,
      SqliteFile.@Nullable Turn by,
      long nanos,
      boolean outdated,
      boolean writes) {
    if (writes) {
      wrote(nanos);
    }
    sums.getAndAdd(REFUSED, 1);
    sums.getAndAdd(OUTDATED, outdated ? 1 : 0);
    addWait(nanos);
    AtomicLongArray pair = pair(Pair.of(endpoint, shape, by));
    pair.getAndAdd(0, 1);
    pair.getAndAdd(2, nanos);
  }

  private void addWait(long nanos) {
    sums.getAndAdd(WAITED, nanos);
    sums.accumulateAndGet(MAX_WAIT, nanos, Math::max);
  }

  private AtomicLongArray pair(Pair pair) {
    Pair key =
        pairs.size() < MOST_PAIRS || pairs.containsKey(pair)
            ? pair
            : new Pair("(other)", "(other)", "(other)", "(other)");
    return pairs.computeIfAbsent(key, k -> new AtomicLongArray(3));
  }

  SqliteObservation observation(Pool pool, SqliteFile file) {
    List<Blocked> blocked =
        pairs.entrySet().stream()
            .map(
                entry ->
                    new Blocked(
                        entry.getKey().endpoint,
                        entry.getKey().statement,
                        entry.getKey().holder,
                        entry.getKey().holderStatement,
                        entry.getValue().get(0),
                        entry.getValue().get(1),
                        entry.getValue().get(2)))
            .sorted(
                Comparator.comparingLong(Blocked::waitedNanos)
                    .thenComparingLong(Blocked::refused)
                    .reversed())
            .limit(MOST_TOLD)
            .toList();
    return new SqliteObservation(
        pool.name,
        pool.oneWriter,
        settings,
        size(file.path),
        sums.get(WRITES),
        sums.get(WRITING),
        sums.get(REFUSED),
        sums.get(OUTDATED),
        sums.get(WAITS),
        sums.get(WAITED),
        sums.get(MAX_WAIT),
        blocked);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException | SecurityException unknown) {
      return -1;
    }
  }
}
