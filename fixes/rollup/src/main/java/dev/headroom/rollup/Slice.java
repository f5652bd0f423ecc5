package dev.headroom.rollup;

import dev.headroom.loop.Nearest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for: some keys, some days.
 *
 * @param keys values by column; keys that are not in it may have any
 * @param from first day of a bucket; null for all before
 * @param until first day of a bucket that is no longer asked for; null for all after
 */
record Slice(Map<String, Object> keys, @Nullable LocalDate from, @Nullable LocalDate until) {

  static final Slice ALL = new Slice(Map.of(), null, null);

  /** Longest bucket and widest offset, in days. */
  private static final int MARGIN = 33;

  Slice {
    keys = new TreeMap<>(keys);
  }

  void check(Layout layout) {
    for (String key : keys.keySet()) {
      if (!layout.rollup().keys().contains(key)) {
        throw new IllegalArgumentException(
            Nearest.unknown(
                "key of the rollup '" + layout.rollup().name() + "'", key, layout.rollup().keys()));
      }
    }
    if (from != null && until != null && !from.isBefore(until)) {
      throw new IllegalArgumentException("no day is from " + from + " and before " + until);
    }
  }

  /** Whether a bucket begins on one of the days. */
  boolean contains(Bucket bucket, java.time.ZoneId zone) {
    LocalDate day =
        bucket.grain() == Grain.HOUR ? Grain.DAY.bucket(bucket.at(), zone).day() : bucket.day();
    return (from == null || !day.isBefore(from)) && (until == null || day.isBefore(until));
  }

  /** Earliest second that may be in such a bucket. */
  long lo() {
    return from == null ? Grain.LEAST : second(from.minusDays(2));
  }

  /** A second after all that may be. */
  long hi() {
    return until == null ? Grain.MOST : second(until.plusDays(MARGIN));
  }

  private static long second(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
  }

  /** Conditions on the keys, each name given by a pattern such as {@code s.%s = ?}, with AND. */
  String where(List<String> columns, List<String> names, String pattern) {
    StringBuilder where = new StringBuilder();
    for (String key : keys.keySet()) {
      where.append(" and ").append(pattern.replace("%s", names.get(columns.indexOf(key))));
    }
    return where.toString();
  }

  /** Binds the keys in the order of {@link #where}; answers the next index. */
  int bind(PreparedStatement statement, int index) throws SQLException {
    int next = index;
    for (Object value : keys.values()) {
      statement.setObject(next++, Dialect.key(value));
    }
    return next;
  }

  /** Names as they stand in SQL. */
  static List<String> quoted(List<String> columns) {
    List<String> quoted = new ArrayList<>();
    columns.forEach(column -> quoted.add(Names.quoted(column)));
    return quoted;
  }
}
