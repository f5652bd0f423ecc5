package dev.headroom.loop;

import java.util.List;

/**
 * What was seen since the window began: what observation hands to diagnosis, dashboards and proofs.
 *
 * @param version {@link #VERSION}
 * @param windowNanos length of the window so far, in nanoseconds
 * @param endpoints one per endpoint
 * @param statements one per endpoint and statement
 * @param pools one per connection pool
 * @param plans one per statement whose plan was asked for
 * @param tables what the database counted, one per table that somebody changed; empty where it was
 *     not asked
 * @param sqlite one per pool of connections to a SQLite file
 * @param runtime the process
 * @param dropped observations that the memory bounds refused, by reason; "0" everywhere is the
 *     normal state
 */
public record Observations(
    int version,
    long windowNanos,
    List<EndpointObservation> endpoints,
    List<StatementObservation> statements,
    List<PoolObservation> pools,
    List<PlanObservation> plans,
    List<TableChanges> tables,
    List<SqliteObservation> sqlite,
    RuntimeObservation runtime,
    Dropped dropped) {

  /** Version of the shape; a reader refuses what is newer. */
  public static final int VERSION = 4;

  /** Copies the lists. */
  public Observations {
    endpoints = List.copyOf(endpoints);
    statements = List.copyOf(statements);
    pools = List.copyOf(pools);
    plans = List.copyOf(plans);
    tables = List.copyOf(tables);
    sqlite = List.copyOf(sqlite);
  }

  /**
   * Without what the database counted, and without SQLite.
   *
   * @param version {@link #VERSION}
   * @param windowNanos length of the window so far, in nanoseconds
   * @param endpoints one per endpoint
   * @param statements one per endpoint and statement
   * @param pools one per connection pool
   * @param plans one per statement whose plan was asked for
   * @param runtime the process
   * @param dropped observations that the memory bounds refused
   */
  public Observations(
      int version,
      long windowNanos,
      List<EndpointObservation> endpoints,
      List<StatementObservation> statements,
      List<PoolObservation> pools,
      List<PlanObservation> plans,
      RuntimeObservation runtime,
      Dropped dropped) {
    this(
        version,
        windowNanos,
        endpoints,
        statements,
        pools,
        plans,
        List.of(),
        List.of(),
        runtime,
        dropped);
  }

  /**
   * Without pools, plans and process.
   *
   * @param version {@link #VERSION}
   * @param windowNanos length of the window so far, in nanoseconds
   * @param endpoints one per endpoint
   * @param statements one per endpoint and statement
   * @param dropped observations that the memory bounds refused
   */
  public Observations(
      int version,
      long windowNanos,
      List<EndpointObservation> endpoints,
      List<StatementObservation> statements,
      Dropped dropped) {
    this(
        version,
        windowNanos,
        endpoints,
        statements,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        RuntimeObservation.UNKNOWN,
        dropped);
  }

  /**
   * What did not fit.
   *
   * @param endpoints requests of endpoints beyond the limit, counted under "other"
   * @param statements statements beyond the limit, counted under "other"
   * @param requests requests that the background queue could not take
   */
  public record Dropped(long endpoints, long statements, long requests) {}
}
