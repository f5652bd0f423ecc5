package dev.headroom.stats;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.EndpointObservation.Connections;
import dev.headroom.loop.EndpointObservation.Transfer;
import dev.headroom.loop.Observations;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Fetch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Requests, and what an instance that served them would have seen: computed from the list. */
final class ObservedProgram {

  /** A request; each of its statements ran {@code repeats} times with other binds. */
  record Served(String endpoint, long nanos, boolean failed, String statement, int repeats) {}

  private final Map<String, List<Served>> byEndpoint = new TreeMap<>();

  static Served anyRequest(Random random) {
    return new Served(
        "GET /" + random.nextInt(4),
        (long) (1e5 * Math.exp(2 * random.nextGaussian())) + 1_000,
        random.nextInt(10) == 0,
        "select " + random.nextInt(3),
        1 + random.nextInt(9));
  }

  void serve(Served request) {
    byEndpoint.computeIfAbsent(request.endpoint(), name -> new ArrayList<>()).add(request);
  }

  static Histogram histogram() {
    return new Histogram(1_000, 60_000_000_000L, 2);
  }

  Observations seen() {
    List<EndpointObservation> endpoints = new ArrayList<>();
    List<StatementObservation> statements = new ArrayList<>();
    byEndpoint.forEach(
        (name, served) -> {
          endpoints.add(endpoint(name, served));
          Map<String, List<Served>> byStatement = new TreeMap<>();
          served.forEach(
              s -> byStatement.computeIfAbsent(s.statement(), k -> new ArrayList<>()).add(s));
          byStatement.forEach((sql, runs) -> statements.add(statement(name, sql, runs)));
        });
    return new Observations(
        Observations.VERSION,
        1_000_000_000L,
        endpoints,
        statements,
        List.of(),
        List.of(),
        RuntimeObservation.UNKNOWN,
        new Observations.Dropped(0, 0, 0));
  }

  private static EndpointObservation endpoint(String name, List<Served> served) {
    Histogram times = histogram();
    served.forEach(s -> times.recordValue(s.nanos()));
    long total = served.stream().mapToLong(Served::nanos).sum();
    long most = served.stream().mapToLong(Served::nanos).max().orElse(0);
    long executions = served.stream().mapToLong(Served::repeats).sum();
    return new EndpointObservation(
        name,
        served.size(),
        served.stream().filter(Served::failed).count(),
        total,
        executions * 10,
        executions,
        executions * 2,
        executions,
        served.size() * 3L,
        served.size(),
        executions * 100,
        Math.min(times.getValueAtPercentile(50), most),
        Math.min(times.getValueAtPercentile(95), most),
        Math.min(times.getValueAtPercentile(99), most),
        most,
        new Transfer(served.size(), total, executions, total),
        new Connections(
            executions, total, executions, 1L * served.size(), most, executions, total, most),
        executions,
        total,
        TimesText.write(times),
        new EndpointObservation.Tokens(executions, 1L * served.size()));
  }

  private static StatementObservation statement(String name, String sql, List<Served> runs) {
    List<Served> repeating = runs.stream().filter(s -> s.repeats() >= 5).toList();
    long repeated = repeating.stream().mapToLong(Served::repeats).sum();
    long executions = runs.stream().mapToLong(Served::repeats).sum();
    return new StatementObservation(
        name,
        sql,
        "",
        "A.a(A.java:1)",
        executions,
        runs.size(),
        runs.stream().mapToLong(Served::nanos).sum(),
        runs.stream().mapToLong(Served::nanos).min().orElse(0),
        runs.stream().mapToLong(Served::nanos).max().orElse(0),
        runs.stream().filter(Served::failed).count(),
        executions,
        repeating.size(),
        repeated,
        repeated,
        0,
        runs.stream().mapToLong(Served::repeats).min().orElse(0),
        runs.stream().mapToLong(Served::repeats).max().orElse(0),
        executions,
        -1,
        "",
        Double.NaN,
        runs.stream().filter(s -> s.nanos() > 500_000).count(),
        List.of(),
        executions,
        executions * 2,
        new Fetch(executions, executions, 9, 1L * runs.size(), 3, List.of("note")),
        "main",
        new StatementObservation.Opening(executions, executions));
  }
}
