package dev.headroom.diagnose;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.TableChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The figures that a traced program tells, as observations. */
final class TracedFacts {

  private static final TracedFact NONE = new TracedFact("", "", List.of(), Map.of(), Map.of());

  private final List<TracedFact> facts;

  TracedFacts(List<TracedFact> facts) {
    this.facts = facts;
  }

  private Stream<TracedFact> of(String kind) {
    return facts.stream().filter(fact -> fact.kind().equals(kind));
  }

  /** The figures of an endpoint. */
  TracedFact endpoint(String endpoint) {
    return of("facts").filter(f -> f.endpoint().equals(endpoint)).findFirst().orElse(NONE);
  }

  EndpointObservation.Transfer transfer(String endpoint) {
    TracedFact f = endpoint(endpoint);
    return new EndpointObservation.Transfer(
        f.sum("request"), f.sum("response"), f.sum("large"), f.sum("largebytes"));
  }

  EndpointObservation.Connections connections(String endpoint) {
    TracedFact f = endpoint(endpoint);
    return new EndpointObservation.Connections(
        f.sum("checkouts"),
        f.sum("hold"),
        f.sum("statements"),
        f.sum("callheld"),
        f.sum("maxhold"),
        f.sum("transactions"),
        f.sum("transactiontime"),
        f.sum("maxtransaction"));
  }

  /** A statement's shortest execution, where it is told. */
  Optional<Long> fastest(String endpoint, String sql) {
    return ofStatement("fastest", endpoint, sql).map(f -> f.sum("time"));
  }

  StatementObservation.Fetch fetch(String endpoint, String sql) {
    return ofStatement("fetch", endpoint, sql)
        .map(
            f ->
                new StatementObservation.Fetch(
                    f.sum("executions"),
                    f.sum("rows"),
                    f.sum("max"),
                    f.sum("unusedrows"),
                    (int) f.sum("columns"),
                    f.word("unused").isEmpty()
                        ? List.of()
                        : Arrays.asList(f.word("unused").split(",", -1))))
        .orElse(StatementObservation.Fetch.UNKNOWN);
  }

  private Optional<TracedFact> ofStatement(String kind, String endpoint, String sql) {
    return of(kind)
        .filter(f -> f.endpoint().equals(endpoint) && f.texts().get(0).equals(sql))
        .findFirst();
  }

  List<PlanObservation> plans() {
    return of("plan")
        .map(
            f -> {
              String[] scan = f.word("scan").split(":", -1);
              String missing = f.word("missing");
              return new PlanObservation(
                  f.texts().get(0),
                  missing.isEmpty() ? "Seq Scan on " + scan[0] : "",
                  scan.length < 3
                      ? List.of()
                      : List.of(
                          new PlanObservation.Scan(
                              scan[0], Long.parseLong(scan[1]), Long.parseLong(scan[2]))),
                  f.number("rows"),
                  missing);
            })
        .toList();
  }

  /** What the database counted, by anybody. */
  List<TableChanges> tables() {
    return of("counted").map(f -> new TableChanges(f.endpoint(), f.sum("rows"))).toList();
  }

  List<SqliteObservation> sqlite() {
    List<SqliteObservation> all = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).kind().equals("sqlite")) {
        List<SqliteObservation.Blocked> blocked = new ArrayList<>();
        for (int j = i + 1; j < facts.size() && facts.get(j).kind().equals("locked"); j++) {
          TracedFact f = facts.get(j);
          blocked.add(
              new SqliteObservation.Blocked(
                  f.endpoint(),
                  f.texts().get(0),
                  f.texts().get(1).equals("-") ? "" : f.texts().get(1),
                  f.texts().get(2).equals("-") ? "" : f.texts().get(2),
                  f.sum("refused"),
                  f.sum("waits"),
                  f.sum("waited")));
        }
        all.add(sqlite(facts.get(i), blocked));
      }
    }
    return all;
  }

  private static SqliteObservation sqlite(TracedFact f, List<SqliteObservation.Blocked> blocked) {
    Map<String, String> settings = new HashMap<>();
    f.values()
        .forEach(
            (key, value) -> {
              if (key.contains("_") || key.equals("synchronous")) {
                settings.put(key, String.valueOf(Math.round(value)));
              }
            });
    if (f.words().containsKey("journal_mode")) {
      settings.put("journal_mode", f.word("journal_mode"));
    }
    return new SqliteObservation(
        f.endpoint(),
        f.words().containsKey("onewriter"),
        settings,
        f.number("file"),
        f.sum("writes"),
        f.sum("writetime"),
        f.sum("refused"),
        f.sum("outdated"),
        f.sum("waits"),
        f.sum("waited"),
        f.sum("maxwait"),
        blocked);
  }

  List<PoolObservation> pools() {
    List<PoolObservation> pools = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      if (facts.get(i).kind().equals("pool")) {
        List<PoolObservation.Holder> holders = new ArrayList<>();
        for (int j = i + 1; j < facts.size() && facts.get(j).kind().equals("holder"); j++) {
          holders.add(holder(facts.get(j)));
        }
        pools.add(pool(facts.get(i), holders));
      }
    }
    return pools;
  }

  private static PoolObservation pool(TracedFact f, List<PoolObservation.Holder> holders) {
    String[] name = f.endpoint().split(" ", 2);
    return new PoolObservation(
        name[0],
        name[1],
        (int) f.number("size"),
        (int) f.number("active"),
        (int) f.number("idle"),
        (int) f.number("waiting"),
        (int) f.number("mostactive"),
        (int) f.number("mostwaiting"),
        f.sum("checkouts"),
        f.sum("timeouts"),
        f.sum("wait"),
        f.sum("maxwait"),
        f.sum("hold"),
        holders);
  }

  private static PoolObservation.Holder holder(TracedFact f) {
    return new PoolObservation.Holder(
        f.endpoint(),
        f.texts().get(0),
        f.sum("checkouts"),
        f.sum("hold"),
        f.sum("statements"),
        f.sum("calls"),
        f.sum("waited"));
  }

  RuntimeObservation runtime() {
    TracedFact f = of("runtime").findFirst().orElse(NONE);
    return new RuntimeObservation(
        (int) f.number("processors"),
        f.number("cpu"),
        f.number("collections"),
        f.number("pause"),
        f.number("maxpause"),
        f.number("allocatedbytes"),
        f.number("heapused"),
        f.number("heapmax"),
        of("hot")
            .map(
                h ->
                    new RuntimeObservation.Hot(
                        h.endpoint(),
                        h.texts().get(0),
                        h.sum("samples"),
                        h.sum("of"),
                        h.sum("bytes")))
            .toList(),
        of("blocked")
            .map(
                b ->
                    new RuntimeObservation.Blocked(
                        b.endpoint(),
                        b.words().containsKey("pinned"),
                        b.texts().get(0),
                        b.texts().get(1),
                        b.sum("count"),
                        b.sum("time")))
            .toList(),
        of("hot").findAny().isEmpty() ? "the flight recorder is off" : "");
  }
}
