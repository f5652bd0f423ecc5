package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import java.util.List;

/**
 * What the advised indexes together do to one statement that this index serves.
 *
 * @param statement the observation with the largest share of the statement's time
 * @param executions over all endpoints
 * @param totalNanos over all endpoints
 * @param saving share of the statement's time that goes, all advised indexes together, 0..1
 * @param ownSaving share of the statement's time as found that would come back without this index,
 *     0..1
 * @param genericPlan whether a prepared statement's generic plan uses the index too
 * @param samples before and after with rare, median and frequent binds
 * @param binds the values of each sample; data of the application, in no report
 */
public record StatementEffect(
    StatementObservation statement,
    long executions,
    long totalNanos,
    double saving,
    double ownSaving,
    boolean genericPlan,
    List<Sample> samples,
    List<List<StatementObservation.Bind>> binds) {

  /** Copies the samples. */
  public StatementEffect {
    samples = List.copyOf(samples);
    binds = List.copyOf(binds);
  }

  /**
   * One bind's before and after.
   *
   * @param bind {@code rare}, {@code median}, {@code frequent}, or {@code only}
   * @param before as found
   * @param after with the advised indexes
   */
  public record Sample(String bind, Run before, Run after) {}

  /**
   * The sample that stands for the statement.
   *
   * @return the median one, or the only one
   */
  public Sample typical() {
    return samples.get(samples.size() / 2);
  }
}
