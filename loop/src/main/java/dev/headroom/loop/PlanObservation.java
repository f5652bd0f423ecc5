package dev.headroom.loop;

import java.util.List;

/**
 * What the database says it does for a statement: its plan for unknown binds, asked over a
 * connection of Headroom's own.
 *
 * @param fingerprint the statement's text with literals and lists taken out
 * @param plan the plan's text, without literals; empty if it could not be asked
 * @param scans tables that it reads whole
 * @param rows rows that the planner expects to return; -1 if unknown
 * @param missing why there is no plan, in a sentence that names the right or the option that is
 *     missing; empty if there is one
 */
public record PlanObservation(
    String fingerprint, String plan, List<Scan> scans, long rows, String missing) {

  /** Copies the list. */
  public PlanObservation {
    scans = List.copyOf(scans);
  }

  /**
   * A table read whole.
   *
   * @param table the table's name
   * @param rows rows that the table has, by the database's statistics; -1 if unknown
   * @param kept rows that the planner expects to keep of them; -1 if unknown
   */
  public record Scan(String table, long rows, long kept) {}
}
