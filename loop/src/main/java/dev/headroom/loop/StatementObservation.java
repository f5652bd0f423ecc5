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
 * @param batches JDBC batches among the executions
 * @param batched statements sent in these batches
 * @param fetch what the application took of its results, from the executions that were traced
 * @param dataSource the pool or data source that it ran on; empty if unknown, {@code (several)} if
 *     more than one
 * @param opening what it has to do with the bearer token of its requests
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
    List<List<Bind>> samples,
    long batches,
    long batched,
    Fetch fetch,
    String dataSource,
    Opening opening) {

  /** Copies the samples; an observer of an older version tells nothing of tokens. */
  public StatementObservation {
    if (opening == null) {
      opening = Opening.NONE;
    }
    samples = samples.stream().map(List::copyOf).toList();
  }

  /**
   * Without batches, fetch, data source and opening.
   *
   * @param endpoint method and route template; {@code (background)} outside a request
   * @param fingerprint the statement's text with literals and lists taken out; carries no data
   * @param sql a text of it that the database accepts, with JDBC placeholders; literals that the
   *     application wrote into the text are still in it, so it is empty unless samples are allowed
   * @param codeLine the application's line, {@code Type.method(File.java:42)}, or empty while
   *     unknown
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
  public StatementObservation(
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
    this(
        endpoint,
        fingerprint,
        sql,
        codeLine,
        executions,
        requests,
        totalNanos,
        minNanos,
        maxNanos,
        errors,
        rows,
        repeatingRequests,
        repeatedExecutions,
        distinctInRequest,
        equalInRequest,
        minPerRequest,
        maxPerRequest,
        distinctBinds,
        flow,
        flowFrom,
        drivingSlope,
        slowExecutions,
        samples,
        0,
        0,
        Fetch.UNKNOWN,
        "",
        Opening.NONE);
  }

  /**
   * A statement at the beginning of requests with a bearer token: what reads the token's user is
   * there, at each endpoint, and has the same binds whenever the same token comes.
   *
   * @param requests requests with a token in which it was among the first three statements
   * @param pairs different pairs of token and binds among them; as many as there are tokens where
   *     the token alone says what is read
   */
  public record Opening(long requests, long pairs) {

    /** None seen. */
    public static final Opening NONE = new Opening(0, 0);
  }

  /**
   * What the application took of a statement's results.
   *
   * @param executions executions that were traced; 0 if none was, then all else is 0
   * @param rows rows that the application moved to
   * @param maxRows most rows of one execution
   * @param unusedRows of {@code rows}, those of which it read no column
   * @param columns columns of the result
   * @param unused labels of the columns that no traced execution read
   */
  public record Fetch(
      long executions, long rows, long maxRows, long unusedRows, int columns, List<String> unused) {

    /** Nothing traced. */
    public static final Fetch UNKNOWN = new Fetch(0, 0, 0, 0, 0, List.of());

    /** Copies the list. */
    public Fetch {
      unused = List.copyOf(unused);
    }
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
