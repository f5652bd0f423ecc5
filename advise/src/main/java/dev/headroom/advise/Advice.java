package dev.headroom.advise;

import dev.headroom.loop.Finding;
import java.util.List;

/**
 * What the advisor found.
 *
 * @param indexes to create, largest gain first
 * @param refused candidates that were considered and why they are not advised
 * @param skipped statements that could not be considered and why
 * @param before the workload's cost as found
 * @param after with the advised indexes
 * @param complete false if the time limit ended the search early: what is advised holds, but there
 *     may be more
 * @param elapsedNanos time it took
 */
public record Advice(
    List<IndexAdvice> indexes,
    List<Refused> refused,
    List<Skipped> skipped,
    WorkloadCost before,
    WorkloadCost after,
    boolean complete,
    long elapsedNanos) {

  /** Copies the lists. */
  public Advice {
    indexes = List.copyOf(indexes);
    refused = List.copyOf(refused);
    skipped = List.copyOf(skipped);
  }

  /**
   * A candidate that is not advised.
   *
   * @param index table and columns, for example {@code orders (state)}
   * @param reason one clause
   */
  public record Refused(String index, String reason) {}

  /**
   * A statement that was left out.
   *
   * @param statement its fingerprint
   * @param reason what the parser or the server said, or what is missing
   */
  public record Skipped(String statement, String reason) {}

  /**
   * The advice as findings, one per index, largest share first.
   *
   * @param allRequestNanos time of all requests in the window that the workload was seen in; 0 if
   *     unknown, then shares are of all statement time
   * @return one per advised index
   */
  public List<Finding> findings(long allRequestNanos) {
    return Findings.of(this, allRequestNanos);
  }
}
