package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is said of a choice of indexes, once it is made. */
final class Description {

  private final Bench bench;
  private final Costs costs;
  private final Writes writes;
  private final List<Query> admitted;

  Description(Bench bench, Costs costs, Writes writes, List<Query> admitted) {
    this.bench = bench;
    this.costs = costs;
    this.writes = writes;
    this.admitted = admitted;
  }

  WorkloadCost cost(Set<Candidate> choice) throws SQLException {
    double nanos = 0;
    double buffers = 0;
    double planned = 0;
    for (Query query : admitted) {
      Costs.Cost cost = costs.of(query, choice);
      planned +=
          query.executions() * cost.runs().stream().mapToDouble(Plan::cost).average().orElse(0);
      nanos += query.executions() * cost.micros() * 1_000;
      buffers += query.executions() * cost.buffers();
    }
    double writeNanos = 0;
    double writeBuffers = 0;
    for (Candidate candidate : choice) {
      writeNanos += writes.rows(candidate) * writes.perRow(candidate).micros() * 1_000;
      writeBuffers += writes.rows(candidate) * writes.perRow(candidate).buffers();
    }
    return bench.executes()
        ? new WorkloadCost(nanos, buffers, writeNanos, writeBuffers, planned)
        : new WorkloadCost(-1, -1, writeNanos, writeBuffers, planned);
  }

  IndexAdvice of(
      Candidate candidate,
      Set<Candidate> choice,
      Map<Candidate, Long> sizes,
      Map<Candidate, Long> buildNanos)
      throws SQLException {
    List<StatementEffect> helped = new ArrayList<>();
    for (Query query : admitted) {
      Costs.Cost found = costs.of(query, Set.of());
      Costs.Cost after = costs.of(query, choice);
      Costs.Cost without = costs.of(query, Selection.without(choice, candidate));
      double own = (without.micros() - after.micros()) / Math.max(1e-9, found.micros());
      if (after.indexes().contains(candidate.name()) && own > 0.01) {
        helped.add(effect(query, candidate, choice, found, after, own));
      }
    }
    helped.sort(
        Comparator.comparingDouble(
                (StatementEffect effect) -> effect.totalNanos() * effect.ownSaving())
            .reversed());
    Writes.PerRow write = writes.perRow(candidate);
    return new IndexAdvice(
        candidate.name(),
        candidate.table().sql(),
        candidate.columns(),
        candidate.create(),
        candidate.undo(),
        helped,
        sizes.getOrDefault(candidate, 0L),
        buildNanos.getOrDefault(candidate, 0L),
        new IndexAdvice.WriteCost(
            Math.round(write.micros() * 1_000),
            write.buffers(),
            Math.round(writes.rows(candidate)),
            -1,
            writes.isMeasured(candidate)));
  }

  private StatementEffect effect(
      Query query,
      Candidate candidate,
      Set<Candidate> choice,
      Costs.Cost found,
      Costs.Cost after,
      double own)
      throws SQLException {
    List<StatementEffect.Sample> samples = new ArrayList<>();
    int count = found.runs().size();
    for (int i = 0; i < count; i++) {
      String bind = count == 1 ? "only" : i == 0 ? "rare" : i == count - 1 ? "frequent" : "median";
      samples.add(
          new StatementEffect.Sample(bind, run(found.runs().get(i)), run(after.runs().get(i))));
    }
    List<String> names = choice.stream().map(Candidate::name).toList();
    boolean generic =
        bench
            .genericPlan(query, costs.samples(query).get(0), names)
            .indexes()
            .contains(candidate.name());
    return new StatementEffect(
        query.main(),
        query.executions(),
        query.totalNanos(),
        Math.max(0, 1 - after.micros() / Math.max(1e-9, found.micros())),
        Math.min(1, own),
        generic,
        samples,
        costs.samples(query));
  }

  private Run run(Plan plan) {
    return bench.executes() ? Run.of(plan) : Run.planned(plan);
  }

  static double gain(IndexAdvice index) {
    return index.helped().stream()
        .mapToDouble(effect -> effect.totalNanos() * effect.ownSaving())
        .sum();
  }
}
