package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a statement costs under a choice of indexes: planned for each choice, executed once per
 * distinct plan. Most choices lead to a plan that was executed before, so that hundreds of choices
 * cost milliseconds each, and equal plans have equal costs, without noise between them.
 */
final class Costs {

  /**
   * Work joins the two measures in one figure: microseconds plus {@value} for each page. Time alone
   * is noisy and, on a warm copy, blind to pages that production reads from disk; pages alone are
   * blind to sorting and hashing. A page costs a sequential scan about this much.
   */
  static final double MICROS_PER_PAGE = 5;

  /** The shorter a statement, the more of its time is the machine's: so often at most. */
  private static final int MOST_RUNS = 12;

  private static final int LEAST_RUNS = 3;

  /** A busy machine can hold up a run for as long: what took less is measured a second time. */
  private static final double HELD_UP_MICROS = 250_000;

  /** Then a statement runs again until so much time is spent; after the third time, until this. */
  private static final double ENOUGH_MICROS = 20_000;

  private static final double ENOUGH_SHORT_MICROS = 3_000;

  /** What needs so many times what it needed as found is not counted to its end. */
  private static final double WORST = 2;

  private static final double WORST_MICROS = 25_000;

  /** A statement's costs with each of its sampled binds. */
  record Cost(List<Plan> runs, double micros, double buffers, Set<String> indexes) {
    double work() {
      return runs.stream().mapToDouble(Plan::work).sum() / runs.size();
    }

    /** Time; where steps are counted, what was counted, because such times are too short. */
    double spent() {
      return runs.stream().anyMatch(run -> Double.isNaN(run.steps())) ? micros : work();
    }
  }

  /** Statements that write pay for the indexes that they maintain, whatever their plan. */
  private record PlanKey(int query, int sample, String shape, Set<String> maintained) {}

  private record CostKey(int query, Set<String> indexes) {}

  /** Plans made while these were shown, and which of them they use. */
  private record Looked(Set<String> shown, Set<String> used, List<Plan> plans) {}

  private final Engine bench;
  private final AdviceOptions options;
  private final Map<PlanKey, Plan> executed = new HashMap<>();
  private final Map<CostKey, Cost> known = new HashMap<>();
  private final Map<CostKey, List<Plan>> planned = new HashMap<>();
  private final Map<Integer, List<Looked>> looks = new HashMap<>();
  private final Map<Integer, Cost> found = new HashMap<>();
  private final Map<Integer, List<List<Bind>>> samples = new HashMap<>();
  private final Map<Integer, Set<String>> tables = new HashMap<>();

  /** Asked for with each choice, and dear to make. */
  private final Map<Catalog.Tab, String> tableNames = new HashMap<>();

  private final Map<Candidate, String> names = new HashMap<>();

  Costs(Engine bench, AdviceOptions options) {
    this.bench = bench;
    this.options = options;
  }

  /**
   * Chooses the binds that stand for a statement: by estimated rows the fewest, the middle and the
   * most, and measures it as found.
   */
  Cost admit(Query query, Set<String> itsTables) throws SQLException {
    tables.put(query.number(), itsTables);
    List<List<Bind>> binds =
        new ArrayList<>(
            query.numbered().parameters() == 0 ? List.of(List.<Bind>of()) : query.binds());
    if (binds.size() > 3) {
      List<Plan> plans = bench.plan(query, binds, List.of());
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < binds.size(); i++) {
        order.add(i);
      }
      order.sort(Comparator.comparingDouble(i -> plans.get(i).scannedRows()));
      binds =
          List.of(
              binds.get(order.get(0)),
              binds.get(order.get(order.size() / 2)),
              binds.get(order.get(order.size() - 1)));
    }
    samples.put(query.number(), List.copyOf(binds));
    Cost asFound = of(query, List.of());
    found.put(query.number(), asFound);
    return asFound;
  }

  List<List<Bind>> samples(Query query) {
    return samples.getOrDefault(query.number(), List.of());
  }

  /** Whether an index on the table can matter to the statement at all. */
  boolean touches(Query query, Candidate candidate) {
    return tables
        .getOrDefault(query.number(), Set.of())
        .contains(tableNames.computeIfAbsent(candidate.table(), Catalog.Tab::sql));
  }

  /** The cost under indexes of this name, whatever their tables, and of maintaining them. */
  Cost under(Query query, Set<String> indexes) throws SQLException {
    return measure(
        query,
        indexes,
        bench.plan(query, samples(query), indexes),
        Bench.reads(query) ? Set.of() : indexes);
  }

  /** The cost under these indexes and no other candidate. */
  Cost of(Query query, Collection<Candidate> choice) throws SQLException {
    CostKey key = key(query, choice);
    Cost cost = known.get(key);
    if (cost == null) {
      // What writes add is Writes' to say, so that it is not counted twice.
      cost = measure(query, key.indexes(), plans(query, key), Set.of());
      known.put(key, cost);
    }
    return cost;
  }

  /**
   * The planner's opinion, which costs a millisecond: work as found, scaled by its estimates. Says
   * what to measure first, never what to advise. Where the planner tells no estimate, what was
   * measured.
   */
  double estimate(Query query, Collection<Candidate> choice) throws SQLException {
    double estimate = 0;
    double before = 0;
    for (Plan plan : plans(query, key(query, choice))) {
      estimate += plan.cost();
    }
    for (Plan plan : plans(query, key(query, List.of()))) {
      before += plan.cost();
    }
    if (Double.isNaN(estimate) || Double.isNaN(before)) {
      return of(query, choice).work();
    }
    return of(query, List.of()).work() * estimate / Math.max(1e-9, before);
  }

  /** Indexes that the planner would use. */
  Set<String> planned(Query query, Collection<Candidate> choice) throws SQLException {
    Set<String> names = new HashSet<>();
    for (Plan plan : plans(query, key(query, choice))) {
      names.addAll(plan.indexes());
    }
    return names;
  }

  private CostKey key(Query query, Collection<Candidate> choice) {
    Set<String> indexes = new TreeSet<>();
    for (Candidate candidate : choice) {
      if (touches(query, candidate)) {
        indexes.add(names.computeIfAbsent(candidate, Candidate::name));
      }
    }
    return new CostKey(query.number(), indexes);
  }

  private List<Plan> plans(Query query, CostKey key) throws SQLException {
    List<Plan> plans = planned.get(key);
    if (plans == null) {
      plans = inferred(key);
      planned.put(key, plans == null ? look(query, key) : plans);
    }
    return Objects.requireNonNull(planned.get(key));
  }

  private List<Plan> look(Query query, CostKey key) throws SQLException {
    List<Plan> plans = bench.plan(query, samples(query), key.indexes());
    Set<String> used = new HashSet<>();
    plans.forEach(plan -> used.addAll(plan.indexes()));
    used.retainAll(key.indexes());
    looks
        .computeIfAbsent(query.number(), number -> new ArrayList<>())
        .add(new Looked(key.indexes(), used, plans));
    return plans;
  }

  /**
   * The cheapest plan under a choice is the cheapest under each smaller one that still has all that
   * it uses. Most statements use none of the candidates, so that one look serves for all choices.
   */
  private @Nullable List<Plan> inferred(CostKey key) {
    for (Looked look : looks.getOrDefault(key.query(), List.of())) {
      if (key.indexes().containsAll(look.used()) && look.shown().containsAll(key.indexes())) {
        return look.plans();
      }
    }
    return null;
  }

  /** Plans anew, because planners do not keep to that rule where plans cost nearly the same. */
  void confirm(Query query, Collection<Candidate> choice) throws SQLException {
    CostKey key = key(query, choice);
    planned.put(key, look(query, key));
    known.remove(key);
  }

  private Cost measure(Query query, Set<String> indexes, List<Plan> plans, Set<String> maintained)
      throws SQLException {
    List<List<Bind>> binds = samples(query);
    List<Plan> runs = new ArrayList<>();
    double micros = 0;
    double buffers = 0;
    Set<String> used = new HashSet<>();
    for (int i = 0; i < binds.size(); i++) {
      PlanKey key = new PlanKey(query.number(), i, plans.get(i).shape(), maintained);
      Plan run = executed.get(key);
      if (run == null) {
        Cost asFound = found.get(query.number());
        // What needs longer than it did without the index need not be known exactly.
        Plan before = asFound == null ? null : asFound.runs().get(i);
        // What maintains indexes is compared by its pages, which are the same each time.
        int times = maintained.isEmpty() ? MOST_RUNS : 1;
        run = execute(query, binds.get(i), indexes, plans.get(i), before, times);
        executed.put(key, run);
      }
      runs.add(run);
      micros += run.micros() / binds.size();
      buffers += run.buffers() / binds.size();
      used.addAll(run.indexes());
    }
    return new Cost(List.copyOf(runs), micros, buffers, used);
  }

  /** Where steps are counted, they do not change from run to run. */
  private static double enough(int runs, @Nullable Plan best) {
    boolean counted = best != null && !Double.isNaN(best.steps());
    if (runs >= LEAST_RUNS) {
      return counted ? 0 : ENOUGH_SHORT_MICROS;
    }
    return counted || runs > 1 ? ENOUGH_MICROS : HELD_UP_MICROS;
  }

  /**
   * The best of so many: the first also warms the cache. Two are enough for what is slow and no
   * faster than before.
   */
  private Plan execute(
      Query query,
      List<Bind> binds,
      Set<String> indexes,
      Plan planned,
      @Nullable Plan before,
      int times)
      throws SQLException {
    Plan best = null;
    double spent = 0;
    long limit = options.statementTimeout().toMillis();
    double beforeMicros = before == null ? Double.NaN : before.micros();
    // By what is counted where something is: a busy machine's clock says little.
    boolean counted = before != null && !Double.isNaN(before.steps());
    double most =
        before != null && counted ? WORST * before.work() + WORST_MICROS : Double.MAX_VALUE;
    if (before != null && !counted) {
      limit = Math.min(limit, Math.round(beforeMicros / 500 + 50));
    }
    for (int i = 0; i < times && (best == null || spent < enough(i, best)); i++) {
      Plan run;
      try {
        run = bench.run(query, binds, indexes, limit, most);
      } catch (SQLException e) {
        if (!Engine.TOO_LONG.equals(e.getSQLState())) {
          throw e;
        }
        if (best != null) {
          return best; // It can do better: the machine was busy.
        }
        if (i == 0 && times > 1 && limit * 1_000.0 < HELD_UP_MICROS) {
          continue;
        }
        // Needs longer than it may: counts with that time, which is at most what it really costs.
        return new Plan(
            planned.text(),
            planned.shape(),
            planned.indexes(),
            planned.cost(),
            planned.scannedRows(),
            limit * 1_000.0,
            0,
            Double.NaN,
            Double.NaN,
            counted ? most / Plan.MICROS_PER_STEP : Double.NaN);
      }
      spent += run.micros();
      if (i > 0 && run.micros() > Math.max(beforeMicros, 5_000)) {
        spent = Double.MAX_VALUE;
      }
      if (best == null || run.micros() < best.micros()) {
        best = run;
      }
    }
    return Objects.requireNonNull(best);
  }
}
