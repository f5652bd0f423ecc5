package dev.headroom.advise;

import java.util.List;

/**
 * Advice with what a reader has to know to judge it.
 *
 * @param database its name
 * @param measured where it was measured, and what that can and cannot tell; a sentence
 * @param notes what was left out, made up or sampled; a sentence each
 * @param advice what to create
 * @param drops what to drop, and what not to although it looks so
 */
public record AdviceReport(
    String database, String measured, List<String> notes, Advice advice, List<Drop> drops) {

  /** Copies the lists. */
  public AdviceReport {
    notes = List.copyOf(notes);
    drops = List.copyOf(drops);
  }

  /**
   * An index that could go.
   *
   * @param index its name, with the schema where the search path does not find it
   * @param table its table, likewise
   * @param reason one clause
   * @param sizeBytes what it takes
   * @param scans how often it was used since the statistics were reset; -1 unknown
   * @param ddl drops it
   * @param undo creates it again, as it was
   */
  public record Drop(
      String index,
      String table,
      String reason,
      long sizeBytes,
      long scans,
      String ddl,
      String undo) {}
}
