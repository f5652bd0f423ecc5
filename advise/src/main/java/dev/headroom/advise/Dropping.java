package dev.headroom.advise;

import dev.headroom.advise.AdviceReport.Applied;
import dev.headroom.advise.AdviceReport.Check;
import dev.headroom.advise.AdviceReport.Outcome;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops indexes that serve nothing, one at a time, and creates them again as soon as a statement
 * turns out to miss them: by the planner at once, by what was asked during the watch, or by what a
 * later run sees.
 */
final class Dropping {

  private static final double WORSE = 1.05;

  private final String url;
  private final Applying applying;
  private final OnlineDdl ddl;
  private final DropFile file;
  private final List<Query> workload;

  Dropping(String url, Applying applying, DropFile file, List<StatementObservation> workload) {
    this.url = url;
    this.applying = applying;
    this.ddl = applying.ddl();
    this.file = file;
    this.workload = Query.of(workload);
  }

  /** Creates again what was dropped by an earlier run and is missed by now. */
  List<Applied> missed(String database) throws SQLException, IOException {
    List<Applied> done = new ArrayList<>();
    try (Connection looks = ServerUrl.openReadOnly(url)) {
      for (DropFile.Entry entry : file.read()) {
        if (entry.again() || !entry.database().equals(database) || ddl.stopped()) {
          continue;
        }
        StatementTotals then = new StatementTotals(entry.totals());
        List<Check> broken =
            StatementTotals.of(looks, entry.table()).against(then, then, 0).stream()
                .filter(check -> !check.holds())
                .toList();
        if (!broken.isEmpty()) {
          done.add(
              again(
                  entry,
                  "statements are slower since it was dropped at " + entry.droppedAt(),
                  broken));
        }
      }
    }
    return done;
  }

  Applied drop(String database, AdviceReport.Drop drop) throws SQLException, IOException {
    try (Connection looks = ServerUrl.openReadOnly(url)) {
      StatementTotals former = StatementTotals.of(looks, drop.table());
      Map<String, Plan> with = plans(looks, drop.index());
      DropFile.Entry entry =
          new DropFile.Entry(
              database,
              drop.index(),
              drop.table(),
              drop.undo(),
              now(looks),
              false,
              DropFile.kept(former));
      file.add(entry);
      long nanos;
      try {
        nanos = ddl.run(drop.ddl(), "dropping " + drop.index());
      } catch (SQLException e) {
        List<String> name = List.of(Sql.unqualified(drop.index()));
        List<OnlineDdl.Found> left = ddl.find(drop.table(), name);
        if (left.stream().allMatch(OnlineDdl.Found::valid) && !left.isEmpty()) {
          file.replace(entry.recreated());
          return applied(drop, Outcome.FAILED, SchemaCopy.first(e) + "; it is as it was", 0);
        }
        ddl.remove(drop.table(), name); // half dropped: neither used nor gone
        nanos = 0;
      }
      StatementTotals begin = StatementTotals.of(looks, drop.table());
      List<Check> checks = new ArrayList<>(planned(looks, with));
      if (checks.stream().allMatch(Check::holds) && !ddl.stopped()) {
        checks.addAll(
            applying.watch(looks, drop.table(), former, begin, 0, "without " + drop.index()));
      }
      List<Check> broken = checks.stream().filter(check -> !check.holds()).toList();
      if (!broken.isEmpty()) {
        return again(entry, "statements are slower without it", broken);
      }
      return new Applied(
          drop.index(),
          drop.table(),
          Outcome.DROPPED,
          ddl.stopped()
              ? "it was stopped before it was watched; a later run looks again"
              : Applying.unseen(former, checks),
          drop.ddl(),
          nanos,
          checks);
    }
  }

  private Applied again(DropFile.Entry entry, String why, List<Check> broken)
      throws SQLException, IOException {
    String outcome = why;
    long nanos = 0;
    Outcome became = Outcome.RECREATED;
    try {
      nanos = ddl.run(entry.undo(), "creating " + entry.index() + " again");
      file.replace(entry.recreated());
    } catch (SQLException e) {
      ddl.remove(entry.table(), List.of(Sql.unqualified(entry.index())));
      became = Outcome.FAILED;
      outcome =
          why
              + ", and it could not be created again ("
              + SchemaCopy.first(e)
              + "); the statement for it is kept in the file of drops";
    }
    return new Applied(entry.index(), entry.table(), became, outcome, entry.undo(), nanos, broken);
  }

  private static Applied applied(
      AdviceReport.Drop drop, Outcome outcome, String detail, long nanos) {
    return new Applied(drop.index(), drop.table(), outcome, detail, drop.ddl(), nanos, List.of());
  }

  private static String now(Connection looks) throws SQLException {
    try (Statement statement = looks.createStatement();
        var row = statement.executeQuery("select now()::timestamptz(0)::text")) {
      row.next();
      return row.getString(1);
    }
  }

  /** Plans of the workload's statements that use the index, by statement and bind. */
  private Map<String, Plan> plans(Connection looks, String index) throws SQLException {
    Map<String, Plan> plans = new LinkedHashMap<>();
    each(
        looks,
        (key, plan) -> {
          if (plan.indexes().contains(Sql.unqualified(index))) {
            plans.put(key, plan);
          }
        });
    return plans;
  }

  private List<Check> planned(Connection looks, Map<String, Plan> with) throws SQLException {
    List<Check> checks = new ArrayList<>();
    each(
        looks,
        (key, plan) -> {
          Plan before = with.get(key);
          if (before != null) {
            double limit = WORSE * before.cost();
            checks.add(
                new Check(
                    "cost of " + AdviceText.clip(key.substring(key.indexOf(' ') + 1), 80),
                    AdviceText.figure(before.cost()),
                    "at most " + AdviceText.figure(limit),
                    AdviceText.figure(plan.cost()),
                    plan.cost() <= limit));
          }
        });
    return checks;
  }

  private interface Seen {
    void plan(String key, Plan plan);
  }

  private void each(Connection looks, Seen seen) throws SQLException {
    Bench bench = new Bench(looks);
    looks.setAutoCommit(false);
    try {
      for (Query query : workload) {
        if (query.main().sql().isBlank()
            || (query.numbered().parameters() > 0 && query.binds().isEmpty())) {
          continue;
        }
        List<List<Bind>> binds =
            query.numbered().parameters() == 0 ? List.of(List.of()) : query.binds();
        try {
          bench.prepare(query);
          List<Plan> plans = bench.plan(query, binds, List.of());
          for (int i = 0; i < plans.size(); i++) {
            seen.plan(query.number() + "." + i + " " + query.label(), plans.get(i));
          }
          bench.execute("deallocate hr_" + query.number());
          looks.commit();
        } catch (SQLException e) {
          looks.rollback(); // it is reported as left out
        }
      }
    } finally {
      looks.setAutoCommit(true);
    }
  }
}
