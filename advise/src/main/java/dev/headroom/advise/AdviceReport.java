package dev.headroom.advise;

import dev.headroom.loop.Finding;
import java.util.List;

/**
 * Advice with what a reader has to know to judge it.
 *
 * @param database its name
 * @param method {@link #COPY} or {@link #HYPOPG}
 * @param measured where it was measured, and what that can and cannot tell; a sentence
 * @param notes what was left out, made up or sampled; a sentence each
 * @param advice what to create
 * @param drops what to drop
 * @param applied what was done on the database itself, in order; empty if nothing was asked for
 */
public record AdviceReport(
    String database,
    String method,
    String measured,
    List<String> notes,
    Advice advice,
    List<Drop> drops,
    List<Applied> applied) {

  /** Built and measured on a copy. */
  public static final String COPY = "copy";

  /** Only asked of the planner. */
  public static final String HYPOPG = "hypopg";

  /** Copies the lists. */
  public AdviceReport {
    notes = List.copyOf(notes);
    drops = List.copyOf(drops);
    applied = List.copyOf(applied);
  }

  /**
   * Measured on a copy, nothing applied.
   *
   * @param database its name
   * @param measured where it was measured; a sentence
   * @param notes what was left out, made up or sampled; a sentence each
   * @param advice what to create
   * @param drops what to drop
   */
  public AdviceReport(
      String database, String measured, List<String> notes, Advice advice, List<Drop> drops) {
    this(database, COPY, measured, notes, advice, drops, List.of());
  }

  /**
   * The same with what was done.
   *
   * @param done in order
   * @return a new report
   */
  public AdviceReport with(List<Applied> done) {
    return new AdviceReport(database, method, measured, notes, advice, drops, done);
  }

  /**
   * The advice as findings: what is missing by share of time, then what is superfluous.
   *
   * @param allRequestNanos time of all requests in the window that the workload was seen in; 0 if
   *     unknown, then shares are of all statement time
   * @return one per index
   */
  public List<Finding> findings(long allRequestNanos) {
    return Findings.of(this, allRequestNanos);
  }

  /** Why an index could go. */
  public enum Reason {
    /** Another index serves all that it serves. */
    DUPLICATE,
    /** No scan used it. */
    UNUSED
  }

  /**
   * An index that could go.
   *
   * @param why which kind
   * @param index its name, with the schema where the search path does not find it
   * @param table its table, likewise
   * @param reason one clause
   * @param sizeBytes what it takes
   * @param scans how often it was used since the statistics were reset; -1 unknown
   * @param ddl drops it
   * @param undo creates it again, as it was
   * @param tried what the planner said without it, a clause; empty if it was not asked
   */
  public record Drop(
      Reason why,
      String index,
      String table,
      String reason,
      long sizeBytes,
      long scans,
      String ddl,
      String undo,
      String tried) {

    Drop tried(String outcome) {
      return new Drop(why, index, table, reason, sizeBytes, scans, ddl, undo, outcome);
    }
  }

  /**
   * A step on the database itself.
   *
   * @param index its name
   * @param table its table
   * @param outcome what became of it
   * @param detail why, a sentence; empty if there is no more to say
   * @param statement what was run
   * @param nanos how long building or dropping took
   * @param checks what was watched
   */
  public record Applied(
      String index,
      String table,
      Outcome outcome,
      String detail,
      String statement,
      long nanos,
      List<Check> checks) {

    /** Copies the list. */
    public Applied {
      checks = List.copyOf(checks);
    }
  }

  /** What became of an index. */
  public enum Outcome {
    /** Created, and it holds what was promised. */
    CREATED,
    /** Created and dropped again, because it did not hold what was promised. */
    TAKEN_BACK,
    /** It could not be created; what was left of the try was removed. */
    FAILED,
    /** There already is an index of this name. */
    THERE_ALREADY,
    /** Dropped, and nothing became slower. */
    DROPPED,
    /** Dropped and created again, because something became slower. */
    RECREATED,
    /** Nothing was done. */
    LEFT
  }

  /**
   * Something watched around a step.
   *
   * @param what for example {@code time, rare bind} and the statement
   * @param before as found
   * @param promised what it should be at most, or in words
   * @param after as it is
   * @param holds whether it is as promised
   */
  public record Check(String what, String before, String promised, String after, boolean holds) {}
}
