package dev.headroom.loop;

import java.util.List;

/**
 * One statement as one endpoint executed it.
 *
 * @param endpoint method and route template; {@code (background)} outside a request
 * @param fingerprint the statement's text with literals and lists taken out; carries no data
 * @param sql a text of it that the database accepts, with JDBC placeholders; literals that the
 *     application wrote into the text are still in it, so it is empty unless samples are allowed
 * @param codeLine the application's line, {@code Type.method(File.java:42)}, or empty while unknown
 * @param executions how often it ran
 * @param requests requests that ran it at least once
 * @param totalNanos time of all executions
 * @param minNanos shortest execution; 0 if there was none
 * @param maxNanos longest execution
 * @param errors executions that threw
 * @param rows rows affected (for writes), or rows returned where counted, else -1
 * @param repeatingRequests requests that ran it 5 times or more
 * @param repeatedExecutions executions in these requests
 * @param distinctInRequest distinct binds within each of these requests, summed
 * @param equalInRequest executions whose binds had been seen earlier in the same request
 * @param minPerRequest fewest executions in a request that ran it
 * @param maxPerRequest most executions in one request
 * @param distinctBinds distinct binds over the whole window, counted to a limit of 4,096 and then
 *     estimated
 * @param flow share of repeating requests whose binds were proved to come from an earlier result;
 *     -1 if not armed
 * @param flowFrom the fingerprint of the statement whose rows drive this one, or empty
 * @param drivingSlope slope of repeats against driving rows over requests; NaN while unknown
 * @param slowExecutions executions above the slow threshold
 * @param samples sampled binds for what-if plans, at most 16; empty unless samples are allowed
 */
public record StatementObservation(
    String endpoint,
    String fingerprint,
    String sql,
    String codeLine,
    long executions,
    long requests,
    long totalNanos,
    long minNanos,
    long maxNanos,
    long errors,
    long rows,
    long repeatingRequests,
    long repeatedExecutions,
    long distinctInRequest,
    long equalInRequest,
    long minPerRequest,
    long maxPerRequest,
    long distinctBinds,
    double flow,
    String flowFrom,
    double drivingSlope,
    long slowExecutions,
    List<List<Bind>> samples) {

  /** Copies the samples. */
  public StatementObservation {
    samples = samples.stream().map(List::copyOf).toList();
  }

  /**
   * A bind value.
   *
   * @param type a {@code java.sql.Types} code
   * @param text the value as text that the database casts back; {@code null} is the string "NULL"
   *     with {@code isNull}
   * @param isNull whether it is SQL NULL
   */
  public record Bind(int type, String text, boolean isNull) {}
}
