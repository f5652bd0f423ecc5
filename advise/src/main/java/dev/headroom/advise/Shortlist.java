package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which candidates to build where building all of them takes too long. The planner is asked what it
 * would do with each if it existed ({@link Imagined}), statement by statement. Left out is
 *
 * <ul>
 *   <li>what it would not use;
 *   <li>what it expects to cost {@value #CLOSE} times what another index on the table does, for
 *       every statement. Those that must look into the table are compared with one another, and up
 *       to {@value #FETCHING} times with an index that spares that: the planner takes the table's
 *       pages for much dearer than rows of an index, while in memory a row costs a good deal, too;
 *   <li>what another does as well at no larger size.
 * </ul>
 *
 * <p>What carrying columns is worth only measurement says, so the same without them is built, too.
 * The planner knows nothing of columns that go together. So where a statement turns out to cost
 * much more than it expected, what was left out for that statement is built after all ({@link
 * #reconsidered}).
 */
final class Shortlist {

  private static final double CLOSE = 4;
  private static final double FETCHING = 25;
  private static final double AS_GOOD = 1.02;

  /** Beside a statement's best index, others of its save little: they are built later. */
  private static final double VARIANT = 0.05;

  /** Measured beside expected, from which the planner counts as mistaken. */
  private static final double MISTAKEN = 5;

  private static final double MISTAKEN_MICROS = 200;

  /** What a statement is expected to cost with one of its candidates. */
  private record Expected(double cost, boolean indexOnly) {}

  private final Costs costs;
  private final Map<Query, Map<Candidate, Expected>> expected = new LinkedHashMap<>();
  private final Map<Query, Double> weights = new HashMap<>();
  private final Map<Candidate, Double> bytes = new HashMap<>();
  private final Map<Candidate, Double> kept = new LinkedHashMap<>();
  private final Map<Candidate, String> leftOut = new LinkedHashMap<>();

  private Shortlist(Costs costs) {
    this.costs = costs;
  }

  static Shortlist of(Bench bench, List<Query> queries, Collection<Candidate> possible, Costs costs)
      throws SQLException {
    Shortlist shortlist = new Shortlist(costs);
    try (Imagined imagined = new Imagined(bench)) {
      List<Candidate> asked = new ArrayList<>();
      for (Candidate candidate : possible) {
        if (imagined.add(candidate)) {
          asked.add(candidate);
          shortlist.bytes.put(candidate, bytes(candidate, imagined.rows(candidate)));
        } else {
          shortlist.kept.put(candidate, 0.0);
        }
      }
      for (Query query : queries) {
        shortlist.ask(imagined, query, asked);
      }
    }
    shortlist.choose(possible);
    return shortlist;
  }

  /** To be built, the most promising first. */
  List<Candidate> build() {
    return kept.entrySet().stream()
        .sorted(Map.Entry.<Candidate, Double>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Not to be built, with the reason. */
  Map<Candidate, String> leftOut() {
    return leftOut;
  }

  /** What was left out for statements of which the planner expected too little. */
  List<Candidate> reconsidered(Collection<Candidate> built) throws SQLException {
    Set<Candidate> again = new LinkedHashSet<>();
    for (var entry : expected.entrySet()) {
      Query query = entry.getKey();
      double measured = costs.of(query, built).work();
      if (measured > MISTAKEN * costs.estimate(query, built) + MISTAKEN_MICROS) {
        entry.getValue().keySet().stream().filter(leftOut::containsKey).forEach(again::add);
      }
    }
    again.forEach(leftOut::remove);
    return List.copyOf(again);
  }

  /** With whatever it would use on other tables in place, so that the tables' costs do not mix. */
  private void ask(Imagined imagined, Query query, List<Candidate> asked) throws SQLException {
    List<Candidate> touching =
        asked.stream().filter(candidate -> costs.touches(query, candidate)).toList();
    Set<String> best = new LinkedHashSet<>();
    if (!touching.isEmpty()) {
      best.addAll(used(imagined.plan(query, costs.samples(query), touching)));
    }
    if (touching.stream().noneMatch(candidate -> best.contains(candidate.name()))) {
      return; // what it does not use among all it does not use alone
    }
    weights.put(query, query.executions() * costs.of(query, List.of()).work());
    Map<Candidate, Expected> answers = new LinkedHashMap<>();
    for (Candidate candidate : touching) {
      Set<Candidate> shown = new LinkedHashSet<>(Set.of(candidate));
      for (Candidate other : touching) {
        if (best.contains(other.name()) && !other.table().equals(candidate.table())) {
          shown.add(other);
        }
      }
      List<Plan> plans = imagined.plan(query, costs.samples(query), shown);
      if (used(plans).contains(candidate.name())) {
        answers.put(
            candidate,
            new Expected(
                plans.stream().mapToDouble(Plan::cost).sum(),
                plans.stream().anyMatch(plan -> plan.text().contains("Index Only Scan"))));
      }
    }
    // Two on one table may be used together, though neither is alone.
    touching.stream()
        .filter(candidate -> best.contains(candidate.name()))
        .forEach(candidate -> kept.merge(candidate, weight(query), Math::max));
    expected.put(query, answers);
  }

  private static Set<String> used(List<Plan> plans) {
    Set<String> names = new LinkedHashSet<>();
    plans.forEach(plan -> names.addAll(plan.indexes()));
    return names;
  }

  private void choose(Collection<Candidate> possible) {
    expected.forEach(this::close);
    Set<Candidate> bare = new LinkedHashSet<>();
    for (Candidate candidate : List.copyOf(kept.keySet())) {
      Candidate without = candidate.including(List.of());
      if (!candidate.include().isEmpty() && possible.contains(without) && bare.add(without)) {
        kept.putIfAbsent(without, VARIANT * kept.getOrDefault(candidate, 0.0));
      }
    }
    for (Candidate candidate : possible) {
      if (!kept.containsKey(candidate)) {
        boolean used = expected.values().stream().anyMatch(one -> one.containsKey(candidate));
        leftOut.put(
            candidate,
            used
                ? "the planner expects more than " + Math.round(CLOSE) + " times the cost of others"
                : "the planner would not use it");
      }
    }
    List<Candidate> bySize = new ArrayList<>(kept.keySet());
    bySize.removeIf(candidate -> !bytes.containsKey(candidate) || bare.contains(candidate));
    bySize.sort(
        Comparator.comparingDouble((Candidate one) -> bytes.getOrDefault(one, 0.0))
            .thenComparingDouble(one -> -kept.getOrDefault(one, 0.0)));
    Set<Candidate> before = new LinkedHashSet<>();
    for (Candidate candidate : bySize) {
      before.stream()
          .filter(other -> doesAsWell(other, candidate))
          .findFirst()
          .ifPresentOrElse(
              other -> {
                kept.remove(candidate);
                leftOut.put(candidate, "no better than " + other.columns() + ", and no smaller");
              },
              () -> before.add(candidate));
    }
  }

  /** Keeps what comes near the best on its table. */
  private void close(Query query, Map<Candidate, Expected> answers) {
    Map<Catalog.Tab, Double> best = new HashMap<>();
    Map<Catalog.Tab, Double> bestFetching = new HashMap<>();
    answers.forEach(
        (candidate, answer) -> {
          best.merge(candidate.table(), answer.cost(), Math::min);
          if (!answer.indexOnly()) {
            bestFetching.merge(candidate.table(), answer.cost(), Math::min);
          }
        });
    answers.forEach(
        (candidate, answer) -> {
          double least = best.getOrDefault(candidate.table(), 0.0);
          double limit =
              answer.indexOnly()
                  ? CLOSE * least
                  : Math.min(
                      FETCHING * least, CLOSE * bestFetching.getOrDefault(candidate.table(), 0.0));
          if (answer.cost() <= limit) {
            kept.merge(candidate, VARIANT * weight(query) * least / answer.cost(), Math::max);
          }
        });
  }

  private double weight(Query query) {
    return weights.getOrDefault(query, 0.0);
  }

  /** Whether one does for every statement what another does, and is no larger. */
  private boolean doesAsWell(Candidate one, Candidate other) {
    if (!one.table().equals(other.table())
        || bytes.getOrDefault(one, 0.0) > bytes.getOrDefault(other, 0.0)) {
      return false;
    }
    boolean asked = false;
    for (Map<Candidate, Expected> answers : expected.values()) {
      Expected its = answers.get(other);
      Expected ours = answers.get(one);
      if (its != null && (ours == null || ours.cost() > AS_GOOD * its.cost())) {
        return false;
      }
      asked |= its != null;
    }
    return asked;
  }

  /** Entries as a b-tree of this many rows stores them. */
  private static double bytes(Candidate candidate, double rows) {
    double entry = 12;
    Set<String> columns = new LinkedHashSet<>(candidate.include());
    candidate.keys().forEach(key -> columns.add(key.column()));
    for (String column : columns) {
      Catalog.Col known = candidate.table().columns().get(column);
      entry += known == null ? 16 : known.width();
    }
    return rows * entry;
  }
}
