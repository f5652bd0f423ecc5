package dev.headroom.diagnose;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a traced program and sums it up as {@link StatementObservation} and {@link
 * EndpointObservation} define their fields, from the whole trace and without any bound.
 */
final class Tracer {

  private static final int REPEATS = 5;
  private static final long SLOW_NANOS = 100_000_000;

  /** Statements of a request with a token that are looked at for what the token says. */
  private static final int OPENING = 3;

  private final Map<String, long[]> endpoints = new LinkedHashMap<>();
  private final Map<String, List<String>> tokens = new LinkedHashMap<>();
  private final Map<String, Sums> statements = new LinkedHashMap<>();

  /** One execution in a request. */
  private record Execution(TracedProgram.Line line, String binds, long nanos, long rows) {}

  /** Sums over requests of one statement at one endpoint. */
  private static final class Sums {
    String endpoint = "";
    String sql = "";
    long executions;
    long requests;
    long totalNanos;
    long maxNanos;
    long errors;
    long batches;
    long batched;
    long rows = -1;
    long repeatingRequests;
    long repeatedExecutions;
    long distinctInRequest;
    long equalInRequest;
    long minPerRequest = Long.MAX_VALUE;
    long maxPerRequest;
    long slow;
    long armed;
    long proved;
    String flowFrom = "";
    long opening;
    final Set<String> pairs = new HashSet<>();
    final Set<String> binds = new HashSet<>();
    final List<double[]> growth = new ArrayList<>();
  }

  static Observations observe(TracedProgram program) {
    return observe(program, 0);
  }

  /** The same with requests numbered from another number on: other binds, other sizes. */
  static Observations observe(TracedProgram program, int first) {
    Tracer tracer = new Tracer();
    Map<String, Integer> number = new LinkedHashMap<>();
    for (TracedProgram.Run run : program.runs) {
      for (int i = 0; i < run.requests(); i++) {
        int r = first + number.merge(run.endpoint(), 1, Integer::sum) - 1;
        tracer.request(run, r);
      }
      long[] endpoint = tracer.endpoints.get(run.endpoint());
      if (endpoint != null) {
        endpoint[4] += run.hits();
      }
    }
    return tracer.observations(
        program.windowSeconds * 1_000_000_000L, new TracedFacts(program.facts));
  }

  private void request(TracedProgram.Run run, int r) {
    int n = run.size(r);
    Map<String, List<Execution>> bySql = new LinkedHashMap<>();
    Map<TracedProgram.Line, List<String>> columns = new LinkedHashMap<>();
    Map<TracedProgram.Line, Long> rowsOf = new LinkedHashMap<>();
    long database = 0;
    long count = 0;
    for (TracedProgram.Line line : run.lines()) {
      List<String> column = new ArrayList<>();
      for (int i = 0; i < line.times(n); i++) {
        String binds = fill(line.binds(), r, i, "");
        long executed = executions(run.endpoint(), line.sql()) + bySqlCount(bySql, line.sql());
        boolean other = line.every() != Integer.MAX_VALUE && executed % line.every() == 0;
        long nanos = Math.round((other ? line.otherMillis() : line.millis()) * 1e6);
        long rows = line.fails() ? -1 : line.rowsEach(n);
        bySql
            .computeIfAbsent(line.sql(), k -> new ArrayList<>())
            .add(new Execution(line, binds, nanos, rows));
        for (int row = 0; line.gives() != null && row < rows; row++) {
          column.add(fill(line.gives(), r, row, binds));
        }
        rowsOf.merge(line, Math.max(0, rows), Long::sum);
        database += nanos;
        count++;
      }
      columns.put(line, column);
    }
    if (!run.endpoint().equals(Window.BACKGROUND)) {
      long[] endpoint = endpoints.computeIfAbsent(run.endpoint(), k -> new long[5]);
      endpoint[0]++;
      endpoint[1] += Math.round(run.ownMillis() * 1e6) + database;
      endpoint[2] += database;
      endpoint[3] += count;
    }
    String token = fill(run.token(), r, 0, "");
    if (!token.isEmpty()) {
      tokens.computeIfAbsent(run.endpoint(), k -> new ArrayList<>()).add(token);
    }
    int place = 0;
    for (Map.Entry<String, List<Execution>> entry : bySql.entrySet()) {
      Sums sums = add(run, entry.getKey(), entry.getValue(), columns, rowsOf);
      if (!token.isEmpty() && place++ < OPENING) {
        sums.opening++;
        sums.pairs.add(token + " " + entry.getValue().get(0).binds());
      }
    }
  }

  private long executions(String endpoint, String sql) {
    Sums sums = statements.get(endpoint + '\n' + sql);
    return sums == null ? 0 : sums.executions;
  }

  private static long bySqlCount(Map<String, List<Execution>> bySql, String sql) {
    return bySql.getOrDefault(sql, List.of()).size();
  }

  private Sums add(
      TracedProgram.Run run,
      String sql,
      List<Execution> executions,
      Map<TracedProgram.Line, List<String>> columns,
      Map<TracedProgram.Line, Long> rowsOf) {
    Sums s = statements.computeIfAbsent(run.endpoint() + '\n' + sql, k -> new Sums());
    s.endpoint = run.endpoint();
    s.sql = sql;
    s.requests++;
    Set<String> distinct = new HashSet<>();
    for (Execution e : executions) {
      s.executions++;
      s.totalNanos += e.nanos();
      s.maxNanos = Math.max(s.maxNanos, e.nanos());
      s.errors += e.line().fails() ? 1 : 0;
      s.batches += e.line().batch() > 0 ? 1 : 0;
      s.batched += e.line().batch();
      s.rows = e.rows() < 0 ? s.rows : Math.max(0, s.rows) + e.rows();
      s.slow += e.nanos() > SLOW_NANOS ? 1 : 0;
      s.equalInRequest += distinct.add(e.binds()) ? 0 : 1;
    }
    s.binds.addAll(distinct);
    s.minPerRequest = Math.min(s.minPerRequest, executions.size());
    s.maxPerRequest = Math.max(s.maxPerRequest, executions.size());
    if (executions.size() >= REPEATS) {
      s.repeatingRequests++;
      s.repeatedExecutions += executions.size();
      s.distinctInRequest += distinct.size();
      if (run.proof()) {
        prove(run, s, executions, columns, rowsOf);
      }
    }
    return s;
  }

  /** Compares the sequence of binds with the columns of earlier statements of the request. */
  private static void prove(
      TracedProgram.Run run,
      Sums s,
      List<Execution> executions,
      Map<TracedProgram.Line, List<String>> columns,
      Map<TracedProgram.Line, Long> rowsOf) {
    s.armed++;
    TracedProgram.Line own = executions.get(0).line();
    TracedProgram.Line driver = null;
    TracedProgram.Line before = null;
    for (TracedProgram.Line line : run.lines()) {
      if (line.equals(own)) {
        break;
      }
      before = line;
      List<String> column = columns.get(line);
      int same = 0;
      for (int i = 0; i < Math.min(column.size(), executions.size()); i++) {
        same += List.of(executions.get(i).binds().split(", ")).contains(column.get(i)) ? 1 : 0;
      }
      if (same >= 0.8 * executions.size()) {
        driver = line;
      }
    }
    if (driver != null) {
      s.proved++;
      s.flowFrom = driver.sql();
    }
    TracedProgram.Line driving = driver == null ? before : driver;
    if (driving != null) {
      s.growth.add(new double[] {(double) rowsOf.get(driving), executions.size()});
    }
  }

  /** Least squares; NaN for fewer than five requests or where the driving rows do not differ. */
  private static double slope(List<double[]> growth) {
    double n = growth.size();
    double meanX = growth.stream().mapToDouble(p -> p[0]).average().orElse(0);
    double meanY = growth.stream().mapToDouble(p -> p[1]).average().orElse(0);
    double xy = growth.stream().mapToDouble(p -> (p[0] - meanX) * (p[1] - meanY)).sum();
    double xx = growth.stream().mapToDouble(p -> (p[0] - meanX) * (p[0] - meanX)).sum();
    return n < 5 || xx == 0 ? Double.NaN : xy / xx;
  }

  private Observations observations(long windowNanos, TracedFacts facts) {
    List<EndpointObservation> seen = new ArrayList<>();
    endpoints.forEach(
        (name, e) -> seen.add(endpoint(name, e, facts, tokens.getOrDefault(name, List.of()))));
    return new Observations(
        Observations.VERSION,
        windowNanos,
        seen,
        statements.values().stream().map(s -> observation(s, facts)).toList(),
        facts.pools(),
        facts.plans(),
        facts.tables(),
        facts.sqlite(),
        facts.runtime(),
        new Observations.Dropped(0, 0, 0));
  }

  private static EndpointObservation endpoint(
      String name, long[] e, TracedFacts facts, List<String> tokens) {
    TracedFact told = facts.endpoint(name);
    long total = e[1] + told.sum("poolwait") + told.sum("calltime");
    long mean = total / e[0];
    return new EndpointObservation(
        name,
        e[0],
        0,
        total,
        e[2],
        told.sum("poolwait"),
        0,
        e[3],
        e[4],
        0,
        told.sum("allocated"),
        told.sum("median") > 0 ? told.sum("median") : mean,
        mean,
        mean,
        mean,
        facts.transfer(name),
        facts.connections(name),
        told.sum("calls"),
        told.sum("calltime"),
        "",
        new EndpointObservation.Tokens(tokens.size(), new HashSet<>(tokens).size()));
  }

  private static StatementObservation observation(Sums s, TracedFacts facts) {
    return new StatementObservation(
        s.endpoint,
        s.sql,
        "",
        "Program.run(Program.java:1)",
        s.executions,
        s.requests,
        s.totalNanos,
        facts
            .fastest(s.endpoint, s.sql)
            .orElse(s.executions == 0 ? 0 : s.totalNanos / s.executions),
        s.maxNanos,
        s.errors,
        s.rows,
        s.repeatingRequests,
        s.repeatedExecutions,
        s.distinctInRequest,
        s.equalInRequest,
        s.minPerRequest,
        s.maxPerRequest,
        s.binds.size(),
        s.armed == 0 ? -1 : (double) s.proved / s.armed,
        s.flowFrom,
        slope(s.growth),
        s.slow,
        List.of(),
        s.batches,
        s.batched,
        facts.fetch(s.endpoint, s.sql),
        "",
        new StatementObservation.Opening(s.opening, s.pairs.size()));
  }

  /** Puts numbers in: {r}, {i}, each also with /K or %K, and {b}, the binds. */
  private static String fill(String template, int r, int i, String binds) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('{', at);
      if (open < 0) {
        break;
      }
      int close = template.indexOf('}', open);
      String term = template.substring(open + 1, close);
      out.append(template, at, open).append(value(term, r, i, binds));
      at = close + 1;
    }
    return out.append(template.substring(at)).toString();
  }

  private static String value(String term, int r, int i, String binds) {
    if (term.equals("b")) {
      return binds;
    }
    int base = term.charAt(0) == 'r' ? r : i;
    if (term.length() == 1) {
      return Integer.toString(base);
    }
    int k = Integer.parseInt(term.substring(2));
    return Integer.toString(term.charAt(1) == '%' ? base % k : base / k);
  }
}
