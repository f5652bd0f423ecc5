package dev.headroom.observe;

import dev.headroom.loop.TableChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the database counted as changed, by table, between the first and the last reading of a
 * window. It covers less time than the writes that the service was seen to make, so what it has
 * more of was surely made by others. Tables of one name in several schemas are one.
 */
final class Changes {

  /** Beyond that many tables it stays with those that it knows. */
  private static final int MOST = 10_000;

  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Boolean> read = new HashMap<>();

  private static final class Counter {
    private long last;
    private long rows;
  }

  /**
   * A reading of all tables of one database. Counters that went back were reset, and begin again.
   *
   * @param source tells one database's counters from another's
   * @param totals rows changed since the database began to count, by qualified table
   */
  synchronized void read(String source, Map<String, Long> totals) {
    boolean first = read.put(source, true) == null;
    totals.forEach(
        (table, total) -> {
          String key = source + ' ' + table;
          Counter counter = counters.get(key);
          if (counter == null && counters.size() < MOST) {
            counter = new Counter();
            // A table that is new since the last reading was filled in between.
            counter.rows = first ? 0 : total;
            counter.last = total;
            counters.put(key, counter);
          } else if (counter != null) {
            counter.rows += Math.max(0, total - counter.last);
            counter.last = total;
          }
        });
  }

  synchronized List<TableChanges> seen() {
    Map<String, Long> byName = new HashMap<>();
    counters.forEach(
        (key, counter) -> {
          if (counter.rows > 0) {
            String name = key.substring(key.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            byName.merge(name, counter.rows, Long::sum);
          }
        });
    List<TableChanges> all = new ArrayList<>();
    byName.forEach((table, rows) -> all.add(new TableChanges(table, rows)));
    all.sort((a, b) -> a.table().compareTo(b.table()));
    return all;
  }
}
