package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What all rules ask of one window: shapes of statements, shares of time, writes by table. */
final class Window {

  static final String BACKGROUND = "(background)";

  private final Observations observations;
  private final Thresholds thresholds;
  private final Map<String, EndpointObservation> endpoints = new HashMap<>();
  private final Map<String, Writes> writes = new HashMap<>();
  private final double totalNanos;

  Window(Observations observations, Thresholds thresholds) {
    this.observations = observations;
    this.thresholds = thresholds;
    double total = 0;
    for (EndpointObservation endpoint : observations.endpoints()) {
      endpoints.put(endpoint.endpoint(), endpoint);
      total += (double) endpoint.totalNanos();
    }
    totalNanos = total;
    for (StatementObservation statement : observations.statements()) {
      SqlShape shape = shape(statement);
      for (String table : shape.written()) {
        writes.computeIfAbsent(table, Writes::new).add(statement, shape);
      }
    }
  }

  Thresholds thresholds() {
    return thresholds;
  }

  List<StatementObservation> statements() {
    return observations.statements();
  }

  double seconds() {
    return Math.max((double) observations.windowNanos(), 1) / 1e9;
  }

  SqlShape shape(StatementObservation statement) {
    return SqlShape.of(statement.fingerprint());
  }

  @Nullable EndpointObservation endpoint(String name) {
    return endpoints.get(name);
  }

  /** Requests of the endpoint; where it is not known, those that ran the statement. */
  long requests(StatementObservation statement) {
    EndpointObservation endpoint = endpoints.get(statement.endpoint());
    return Math.max(1, Math.max(statement.requests(), endpoint == null ? 0 : endpoint.requests()));
  }

  /** Share of all request time, 0..1; without any request time nothing is explained. */
  double share(double nanos) {
    return totalNanos <= 0 ? 0 : Math.min(1, Math.max(0, nanos / totalNanos));
  }

  /** Lowers a confidence that rests on too small a share of time. */
  Confidence weighed(Confidence proved, double share) {
    if (share < thresholds.weight().lowShare()) {
      return Confidence.LOW;
    }
    if (share < thresholds.weight().highShare() && proved == Confidence.HIGH) {
      return Confidence.MEDIUM;
    }
    return proved;
  }

  /** Writes of any endpoint, and of the background, to any of these tables. */
  Writes writes(Set<String> tables) {
    Writes all = new Writes(String.join(", ", tables));
    for (String table : tables) {
      Writes some = writes.get(table);
      if (some != null) {
        all.add(some);
      }
    }
    return all;
  }

  /** Writes to a set of tables: how many, by whom, and whether each names its rows by key. */
  static final class Writes {

    private final String tables;
    private final Map<String, Long> byEndpoint = new HashMap<>();
    private long executions;
    private long rows;
    private boolean byKey = true;

    Writes(String tables) {
      this.tables = tables;
    }

    private void add(StatementObservation statement, SqlShape shape) {
      executions += statement.executions();
      rows += Math.max(statement.executions(), statement.rows());
      byKey &= shape.writesByKey();
      byEndpoint.merge(statement.endpoint(), statement.executions(), Long::sum);
    }

    private void add(Writes other) {
      executions += other.executions;
      rows += other.rows;
      byKey &= other.byKey;
      other.byEndpoint.forEach((endpoint, count) -> byEndpoint.merge(endpoint, count, Long::sum));
    }

    String tables() {
      return tables;
    }

    long executions() {
      return executions;
    }

    /** Rows changed, at least one a write. */
    long rows() {
      return rows;
    }

    boolean byKey() {
      return byKey;
    }

    long by(String endpoint) {
      return byEndpoint.getOrDefault(endpoint, 0L);
    }

    Set<String> writers() {
      return new TreeSet<>(byEndpoint.keySet());
    }
  }
}
