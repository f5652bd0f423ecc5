package dev.headroom.stats;

import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.SqliteObservation.Blocked;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What several instances did with their SQLite files, by the pool's name. A setting in which they
 * do not agree is left out: it is not one that all have. The largest file counts.
 */
final class MergedSqlite {

  private static final int BLOCKED = 20;

  private MergedSqlite() {}

  static SqliteObservation of(List<SqliteObservation> parts) {
    return new SqliteObservation(
        parts.get(0).pool(),
        parts.stream().allMatch(SqliteObservation::oneWriter),
        settings(parts),
        parts.stream().mapToLong(SqliteObservation::fileBytes).max().orElse(-1),
        sum(parts, SqliteObservation::writes),
        sum(parts, SqliteObservation::writeNanos),
        sum(parts, SqliteObservation::refused),
        sum(parts, SqliteObservation::outdated),
        sum(parts, SqliteObservation::waits),
        sum(parts, SqliteObservation::waitedNanos),
        parts.stream().mapToLong(SqliteObservation::maxWaitNanos).max().orElse(0),
        blocked(parts));
  }

  private static Map<String, String> settings(List<SqliteObservation> parts) {
    Map<String, String> agreed = new TreeMap<>();
    Set<String> not = new HashSet<>();
    for (SqliteObservation part : parts) {
      part.settings()
          .forEach(
              (pragma, value) -> {
                String before = agreed.putIfAbsent(pragma, value);
                if (before != null && !before.equals(value)) {
                  not.add(pragma);
                }
              });
    }
    agreed.keySet().removeAll(not);
    return agreed;
  }

  private static List<Blocked> blocked(List<SqliteObservation> parts) {
    record Key(String endpoint, String statement, String holder, String holderStatement) {}

    Map<Key, Blocked> merged = new LinkedHashMap<>();
    for (SqliteObservation part : parts) {
      for (Blocked b : part.blocked()) {
        merged.merge(
            new Key(b.endpoint(), b.statement(), b.holder(), b.holderStatement()),
            b,
            MergedSqlite::both);
      }
    }
    return merged.values().stream()
        .sorted(
            Comparator.comparingLong(Blocked::waitedNanos)
                .thenComparingLong(Blocked::refused)
                .reversed()
                .thenComparing(Blocked::endpoint)
                .thenComparing(Blocked::statement)
                .thenComparing(Blocked::holder)
                .thenComparing(Blocked::holderStatement))
        .limit(BLOCKED)
        .toList();
  }

  private static Blocked both(Blocked a, Blocked b) {
    return new Blocked(
        a.endpoint(),
        a.statement(),
        a.holder(),
        a.holderStatement(),
        a.refused() + b.refused(),
        a.waits() + b.waits(),
        a.waitedNanos() + b.waitedNanos());
  }

  private static long sum(List<SqliteObservation> parts, ToLongFunction<SqliteObservation> figure) {
    return parts.stream().mapToLong(figure).sum();
  }
}
