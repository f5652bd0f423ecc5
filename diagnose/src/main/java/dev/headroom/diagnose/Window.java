package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.TableChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What all rules ask of one window: shapes of statements, shares of time, writes by table. */
final class Window {

  static final String BACKGROUND = "(background)";

  private static final long OUTSIDE_ROWS = 2;
  private static final double OUTSIDE_SHARE = 0.1;

  private final Observations observations;
  private final Thresholds thresholds;
  private final Map<String, EndpointObservation> endpoints = new HashMap<>();
  private final Map<String, Writes> writes = new HashMap<>();
  private final Map<String, List<StatementObservation>> byEndpoint = new HashMap<>();
  private final Map<String, PlanObservation> plans = new HashMap<>();
  private final double totalNanos;

  Window(Observations seen, Thresholds thresholds) {
    this.observations = withoutOwn(seen);
    this.thresholds = thresholds;
    double total = 0;
    for (EndpointObservation endpoint : observations.endpoints()) {
      endpoints.put(endpoint.endpoint(), endpoint);
      total += known(endpoint.totalNanos());
    }
    totalNanos = total;
    for (StatementObservation statement : observations.statements()) {
      byEndpoint.computeIfAbsent(statement.endpoint(), e -> new ArrayList<>()).add(statement);
      SqlShape shape = shape(statement);
      for (String table : shape.written()) {
        writes.computeIfAbsent(table, Writes::new).add(statement, shape);
      }
    }
    for (TableChanges counted : observations.tables()) {
      writes.computeIfAbsent(counted.table(), Writes::new).counted(counted.rows());
    }
    for (PlanObservation plan : observations.plans()) {
      plans.put(plan.fingerprint(), plan);
    }
  }

  /** Without what Headroom itself was asked for, such as switching fixes: it is nobody's load. */
  private static Observations withoutOwn(Observations seen) {
    if (seen.endpoints().stream().noneMatch(e -> isOwn(e.endpoint()))) {
      return seen;
    }
    return new Observations(
        seen.version(),
        seen.windowNanos(),
        seen.endpoints().stream().filter(e -> !isOwn(e.endpoint())).toList(),
        seen.statements().stream().filter(s -> !isOwn(s.endpoint())).toList(),
        seen.pools(),
        seen.plans(),
        seen.tables(),
        seen.sqlite(),
        seen.runtime(),
        seen.dropped());
  }

  private static boolean isOwn(String endpoint) {
    return endpoint.contains("/headroom/api/");
  }

  Thresholds thresholds() {
    return thresholds;
  }

  List<StatementObservation> statements() {
    return observations.statements();
  }

  List<StatementObservation> statements(String endpoint) {
    return byEndpoint.getOrDefault(endpoint, List.of());
  }

  /** Endpoints that requests came to, without the background. */
  List<EndpointObservation> endpoints() {
    return observations.endpoints().stream()
        .filter(e -> e.requests() > 0 && !e.endpoint().equals(BACKGROUND))
        .toList();
  }

  List<PoolObservation> pools() {
    return observations.pools();
  }

  List<SqliteObservation> sqlite() {
    return observations.sqlite();
  }

  RuntimeObservation runtime() {
    return observations.runtime();
  }

  @Nullable PlanObservation plan(StatementObservation statement) {
    return plans.get(statement.fingerprint());
  }

  /** Time of all requests, in nanoseconds. */
  double requestNanos() {
    return totalNanos;
  }

  double windowNanos() {
    return Math.max((double) observations.windowNanos(), 1);
  }

  /** Share of the processors that the process used, 0..1; NaN while unknown. */
  double cpuShare() {
    RuntimeObservation runtime = runtime();
    if (runtime.processors() <= 0 || runtime.cpuNanos() < 0) {
      return Double.NaN;
    }
    return Math.min(1, runtime.cpuNanos() / (windowNanos() * runtime.processors()));
  }

  /** Whether the process has no processor left; false while unknown. */
  boolean cpuIsFull() {
    return cpuShare() >= thresholds.connections().cpuFull();
  }

  /** Share of the window in which the collector stopped everything, 0..1; 0 while unknown. */
  double pauseShare() {
    return Math.min(1, known(runtime().pauseNanos()) / windowNanos());
  }

  /** A figure; 0 where it is not known. */
  static double known(long figure) {
    return Math.max(0.0, (double) figure);
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
    return totalNanos <= 0 || !(nanos > 0) ? 0 : Math.min(1, nanos / totalNanos);
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
    private long outside;
    private boolean byKey = true;

    Writes(String tables) {
      this.tables = tables;
    }

    private void add(StatementObservation statement, SqlShape shape) {
      executions += statement.executions();
      rows += Math.max(statement.executions(), Math.max(statement.rows(), statement.batched()));
      byKey &= shape.writesByKey();
      byEndpoint.merge(statement.endpoint(), statement.executions(), Long::sum);
    }

    /** What the database counted beyond what was seen, and beyond what a retry may explain. */
    private void counted(long changed) {
      long more = changed - rows;
      outside = more > OUTSIDE_ROWS && more > OUTSIDE_SHARE * rows ? more : 0;
    }

    private void add(Writes other) {
      outside += other.outside;
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

    /** Rows that others than this service's statements changed: another program, a trigger. */
    long outside() {
      return outside;
    }

    /** Writes by statements and, each for one, rows that others changed. */
    long changes() {
      return executions + outside;
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
