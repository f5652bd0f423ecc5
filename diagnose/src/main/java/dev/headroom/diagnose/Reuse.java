package dev.headroom.diagnose;

import dev.headroom.loop.StatementObservation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a cache before a statement could expect, of one endpoint or of several that share it.
 *
 * <p>The cache is filled on a miss and emptied by writes. With n reads per key and c changes in the
 * window its hit rate is n / (n + c). Changes are the writes seen, from any endpoint, and the rows
 * that the database counted beyond these, plus what a window of this length may have missed: with w
 * seen, at most w + 2 sqrt(w) + 3, about 95 % sure (for none seen this is the rule of three).
 *
 * @param statements the same statement, at least once, costliest first
 * @param tables what it reads
 * @param reads executions that a cache over requests could answer; repeats within a request are
 *     another cause
 * @param keys distinct binds, at least 1; those of several endpoints count apart
 * @param pessimistic hit rate if each write empties the whole cache
 * @param optimistic hit rate if each write empties the keys that it names, 0 where some do not
 */
record Reuse(
    List<StatementObservation> statements,
    Set<String> tables,
    double reads,
    double keys,
    double pessimistic,
    double optimistic) {

  static Reuse of(Window window, List<StatementObservation> statements) {
    Set<String> tables = new TreeSet<>();
    double reads = 0;
    double keys = 0;
    for (StatementObservation s : statements) {
      tables.addAll(window.shape(s).tables());
      reads += Math.max(0.0, (double) (s.executions() - s.equalInRequest() - s.errors()));
      keys += Math.max(1.0, (double) s.distinctBinds());
    }
    Window.Writes writes = window.writes(tables);
    double perKey = reads / keys;
    double optimistic =
        writes.changes() > 0 && writes.byKey() && reads > 0
            ? Math.max(0, 1 - (keys + upper(writes.rows() + writes.outside())) / reads)
            : 0;
    return new Reuse(
        statements, tables, reads, keys, perKey / (perKey + upper(writes.changes())), optimistic);
  }

  /** Changes that a window with this many seen is compatible with. */
  static double upper(long seen) {
    return seen + 2 * Math.sqrt((double) seen) + 3;
  }

  boolean isWorthIt(Thresholds.Caching t) {
    return reads >= t.cacheMinimum()
        && reads >= t.cacheReuse() * keys
        && (pessimistic >= t.cacheHitLow() || optimistic >= t.cacheHitHigh());
  }

  StatementObservation costliest() {
    return statements.get(0);
  }

  double totalNanos() {
    return (double) statements.stream().mapToLong(StatementObservation::totalNanos).sum();
  }

  double hitRate() {
    return Math.max(pessimistic, optimistic);
  }
}
