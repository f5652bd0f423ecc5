package dev.headroom.observe;

import java.sql.ResultSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proves by data flow that one statement is driven by the rows of another.
 *
 * <p>In a traced request the values that the application reads are kept per statement and column,
 * in order, and so are the values that it binds, each with the moment. A statement that repeats is
 * driven by an earlier one if, for one of its parameters, at least 80 % of the binds are found in
 * one column of that one's results, in the same order, each read before it was bound. Being found
 * alone would prove little: small integers meet by chance. Values are kept as hashes, the first
 * {@value #KEPT} of each column; a parameter counts only if it varies.
 *
 * <p>A request is traced by its own thread; what other threads do for it is not seen.
 */
final class FlowTrace {

  private static final int KEPT = 64;
  private static final int COLUMNS = 32;
  private static final int PARAMETERS = 8;
  private static final int LEAST_DISTINCT = 4;
  private static final double SHARE = 0.8;

  private final Map<Shape, Reads> reads = new LinkedHashMap<>();
  private final Map<Shape, Sequence[]> binds = new HashMap<>();
  private int moment;

  /** Hashes with the moment that each was seen at. */
  private static final class Sequence {

    private final long[] hashes = new long[KEPT];
    private final int[] moments = new int[KEPT];
    private int size;
    private long row = -1;

    void add(long hash, int moment) {
      if (size < KEPT) {
        hashes[size] = hash;
        moments[size++] = moment;
      }
    }

    /** Share of this sequence found in a column in order, each value before its bind. */
    double foundIn(Sequence column) {
      int found = 0;
      int from = 0;
      for (int i = 0; i < size; i++) {
        for (int k = from; k < column.size && column.moments[k] < moments[i]; k++) {
          if (column.hashes[k] == hashes[i]) {
            found++;
            from = k; // not behind it: one row may drive several executions
            break;
          }
        }
      }
      return size == 0 ? 0 : (double) found / size;
    }

    boolean varies() {
      return Arrays.stream(hashes, 0, size).distinct().limit(LEAST_DISTINCT).count()
          == LEAST_DISTINCT;
    }
  }

  /** What was read from one statement's results, over all its executions. */
  private static final class Reads {

    private final Map<Object, Sequence> columns = new HashMap<>();
    private final FetchTrace fetch = new FetchTrace();
    private long rows;
  }

  /** One result as the application reads it. */
  final class Results {

    private final Reads reads;
    private long rows;
    private boolean rowRead = true;
    private boolean blind;

    private Results(Reads reads) {
      this.reads = reads;
    }

    /** The application moved to a row. */
    void row() {
      reads.rows++;
      if (!blind) {
        rows++;
        rowRead = false;
        reads.fetch.row(rows);
      }
    }

    /** A value read from the present row, by number or label; a column read twice counts once. */
    void value(Object column, @Nullable Object value) {
      if (!rowRead) {
        rowRead = true;
        reads.fetch.unusedRows--;
      }
      reads.fetch.read(column);
      Sequence sequence = reads.columns.get(column);
      if (sequence == null) {
        if (reads.columns.size() >= COLUMNS) {
          return;
        }
        sequence = new Sequence();
        reads.columns.put(column, sequence);
      }
      if (sequence.row != reads.rows) {
        sequence.row = reads.rows;
        sequence.add(Hashes.of(value), ++moment);
      }
    }

    /** From here on the application may read past what is seen: nothing is said of this result. */
    void unwrapped() {
      if (!blind) {
        blind = true;
        reads.fetch.leaveOut(rows, rowRead);
        rowRead = true;
      }
    }
  }

  /** The statement whose rows drive another. */
  record Driver(Shape shape, long rows) {}

  /** A statement's result begins; of one whose columns are not known, no unused ones are told. */
  Results results(Shape shape, @Nullable ResultSet result) {
    Reads of = reads.computeIfAbsent(shape, key -> new Reads());
    of.fetch.begin(result);
    return new Results(of);
  }

  /** What was taken of a statement's results; null if it had none. */
  @Nullable FetchTrace fetch(Shape shape) {
    Reads of = reads.get(shape);
    return of == null || of.fetch.executions <= 0 ? null : of.fetch;
  }

  /** Rows read from a statement; -1 if it did not run. */
  long rows(Shape shape) {
    Reads of = reads.get(shape);
    return of == null ? -1 : of.rows;
  }

  void bound(Shape shape, @Nullable Object[] values, int count) {
    Sequence[] parameters = binds.get(shape);
    if (parameters == null) {
      parameters = new Sequence[Math.min(count, PARAMETERS)];
      Arrays.setAll(parameters, i -> new Sequence());
      binds.put(shape, parameters);
    }
    moment++;
    for (int i = 0; i < Math.min(count, parameters.length); i++) {
      parameters[i].add(Hashes.of(values[i]), moment);
    }
  }

  /**
   * The statement that drives this one: the one that most parameters come from, then the nearest in
   * rows.
   */
  @Nullable Driver driver(Shape shape, long executions) {
    Sequence[] parameters = binds.get(shape);
    if (parameters == null) {
      return null;
    }
    Driver best = null;
    int most = 0;
    for (Map.Entry<Shape, Reads> entry : reads.entrySet()) {
      int driven = entry.getKey().equals(shape) ? 0 : driven(parameters, entry.getValue());
      long rows = entry.getValue().rows;
      if (driven > most
          || (driven == most
              && best != null
              && Math.abs(rows - executions) < Math.abs(best.rows - executions))) {
        most = driven;
        best = new Driver(entry.getKey(), rows);
      }
    }
    return best;
  }

  private static int driven(Sequence[] parameters, Reads from) {
    int driven = 0;
    boolean varies = false;
    for (Sequence parameter : parameters) {
      if (from.columns.values().stream().anyMatch(c -> parameter.foundIn(c) >= SHARE)) {
        driven++;
        varies |= parameter.varies();
      }
    }
    return varies ? driven : 0;
  }
}
