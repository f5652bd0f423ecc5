package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the planner of a scratch copy what the workload would do without indexes that could go: they
 * are marked invalid within a transaction, every statement is planned, and it is rolled back. What
 * a statement would miss is not dropped.
 */
final class DropTrial {

  /** What a plan may cost more by the planner's own uncertainty. */
  private static final double WORSE = 1.05;

  private static final int MOST_BINDS = 3;

  private final String copyUrl;
  private final AdviceOptions options;
  private final List<StatementObservation> workload;

  DropTrial(String copyUrl, AdviceOptions options, List<StatementObservation> workload) {
    this.copyUrl = copyUrl;
    this.options = options;
    this.workload = workload;
  }

  /** Those that no statement misses; why the others stay goes to the notes. */
  List<AdviceReport.Drop> tried(List<AdviceReport.Drop> drops, List<String> notes)
      throws SQLException {
    Map<String, AdviceReport.Drop> open = new LinkedHashMap<>();
    try (Bench bench = new Bench(copyUrl, options)) {
      Map<String, Long> oids = oids(bench, drops);
      drops.forEach(drop -> open.put(drop.index(), drop));
      int planned = 0;
      for (Query query : Query.of(workload)) {
        if (prepared(bench, query)) {
          planned++;
          missed(bench, query, oids, open, notes);
        }
      }
      List<AdviceReport.Drop> safe = new ArrayList<>();
      for (AdviceReport.Drop drop : open.values()) {
        safe.add(
            drop.tried(
                oids.containsKey(drop.index())
                    ? "none of " + planned + " statements costs more without it, by the planner"
                    : "not tried: it is not in the copy"));
      }
      return safe;
    }
  }

  private static boolean prepared(Bench bench, Query query) {
    try {
      if (query.main().sql().isBlank()
          || (query.numbered().parameters() > 0 && query.binds().isEmpty())) {
        return false;
      }
      bench.prepare(query);
      return true;
    } catch (SQLException e) {
      return false; // it is reported as left out
    }
  }

  /** Takes out of the open ones whatever the statement misses, until it misses nothing. */
  private static void missed(
      Bench bench,
      Query query,
      Map<String, Long> oids,
      Map<String, AdviceReport.Drop> open,
      List<String> notes) {
    List<List<Bind>> binds =
        query.numbered().parameters() == 0
            ? List.of(List.of())
            : query.binds().subList(0, Math.min(MOST_BINDS, query.binds().size()));
    for (List<Bind> sample : binds) {
      try {
        Plan with = bench.without(query, sample, List.of());
        Set<String> used = new LinkedHashSet<>();
        for (String name : open.keySet()) {
          if (with.indexes().contains(Sql.unqualified(name)) && oids.containsKey(name)) {
            used.add(name);
          }
        }
        if (used.isEmpty()) {
          continue;
        }
        List<Long> hidden =
            open.keySet().stream().filter(oids::containsKey).map(oids::get).toList();
        Plan without = bench.without(query, sample, hidden);
        if (without.cost() > WORSE * with.cost()) {
          for (String name : used) {
            open.remove(name);
            notes.add(
                name
                    + " stays, although it looks superfluous: without it the planner expects a cost of "
                    + AdviceText.number(without.cost())
                    + " instead of "
                    + AdviceText.number(with.cost())
                    + " for "
                    + query.label());
          }
        }
      } catch (SQLException e) {
        return; // it is reported as left out
      }
    }
  }

  private static Map<String, Long> oids(Bench bench, List<AdviceReport.Drop> drops)
      throws SQLException {
    Map<String, Long> oids = new LinkedHashMap<>();
    try (Statement statement = bench.connection().createStatement()) {
      for (AdviceReport.Drop drop : drops) {
        try (var row =
            statement.executeQuery(
                "select to_regclass(" + Sql.literal(drop.index()) + ")::oid::bigint")) {
          row.next();
          long oid = row.getLong(1);
          if (!row.wasNull()) {
            oids.put(drop.index(), oid);
          }
        }
      }
    } finally {
      bench.connection().rollback();
    }
    return oids;
  }
}
