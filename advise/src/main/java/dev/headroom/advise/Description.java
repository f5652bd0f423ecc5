package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is said of a choice of indexes, once it is made. */
final class Description {

  private record Helped(StatementEffect effect, double gain) {}

  private record Described(IndexAdvice index, double gain) {}

  private final Engine bench;
  private final Costs costs;
  private final Writes writes;
  private final List<Query> admitted;
  private final Set<Candidate> choice;

  Description(
      Engine bench, Costs costs, Writes writes, List<Query> admitted, Set<Candidate> choice) {
    this.bench = bench;
    this.costs = costs;
    this.writes = writes;
    this.admitted = admitted;
    this.choice = choice;
  }

  /** What the workload costs with these. */
  WorkloadCost cost(Set<Candidate> indexes) throws SQLException {
    double nanos = 0;
    double buffers = 0;
    double planned = 0;
    for (Query query : admitted) {
      Costs.Cost cost = costs.of(query, indexes);
      planned +=
          query.executions() * cost.runs().stream().mapToDouble(Plan::cost).average().orElse(0);
      nanos += query.executions() * cost.micros() * 1_000;
      buffers += query.executions() * cost.buffers();
    }
    double writeNanos = 0;
    double writeBuffers = 0;
    for (Candidate candidate : indexes) {
      writeNanos += writes.rows(candidate) * writes.perRow(candidate).micros() * 1_000;
      writeBuffers += writes.rows(candidate) * writes.perRow(candidate).buffers();
    }
    boolean executed = bench.executes();
    return new WorkloadCost(
        executed ? nanos : -1,
        executed ? buffers : -1,
        writeNanos,
        writeBuffers,
        Double.isNaN(planned) ? -1 : planned);
  }

  /** The chosen ones that help a statement, largest gain first. */
  List<IndexAdvice> indexes(Map<Candidate, Long> sizes, Map<Candidate, Long> buildNanos)
      throws SQLException {
    List<Described> indexes = new ArrayList<>();
    for (Candidate candidate : choice) {
      List<Helped> helped = helped(candidate);
      if (!helped.isEmpty()) {
        indexes.add(
            new Described(
                describe(
                    candidate,
                    helped.stream().map(Helped::effect).toList(),
                    sizes.getOrDefault(candidate, 0L),
                    buildNanos.getOrDefault(candidate, 0L)),
                helped.stream().mapToDouble(Helped::gain).sum()));
      }
    }
    indexes.sort(Comparator.comparingDouble(Described::gain).reversed());
    return indexes.stream().map(Described::index).toList();
  }

  private IndexAdvice describe(
      Candidate candidate, List<StatementEffect> helped, long size, long buildNanos) {
    Writes.PerRow write = writes.perRow(candidate);
    return new IndexAdvice(
        candidate.name(),
        candidate.table().sql(),
        candidate.columns(),
        candidate.create(),
        candidate.undo(),
        helped,
        size,
        buildNanos,
        new IndexAdvice.WriteCost(
            Math.round(write.micros() * 1_000),
            write.buffers(),
            Math.round(writes.rows(candidate)),
            -1,
            writes.isMeasured(candidate)));
  }

  private List<Helped> helped(Candidate candidate) throws SQLException {
    List<Helped> helped = new ArrayList<>();
    for (Query query : admitted) {
      Costs.Cost found = costs.of(query, Set.of());
      Costs.Cost after = costs.of(query, choice);
      double saved = costs.of(query, Selection.without(choice, candidate)).work() - after.work();
      double own = saved / Math.max(1e-9, found.work());
      if (after.indexes().contains(candidate.name()) && own > 0.01) {
        helped.add(
            new Helped(effect(query, candidate, found, after, own), query.executions() * saved));
      }
    }
    helped.sort(Comparator.comparingDouble(Helped::gain).reversed());
    return helped;
  }

  private StatementEffect effect(
      Query query, Candidate candidate, Costs.Cost found, Costs.Cost after, double own)
      throws SQLException {
    List<StatementEffect.Sample> samples = new ArrayList<>();
    int count = found.runs().size();
    for (int i = 0; i < count; i++) {
      String bind = count == 1 ? "only" : i == 0 ? "rare" : i == count - 1 ? "frequent" : "median";
      samples.add(
          new StatementEffect.Sample(bind, run(found.runs().get(i)), run(after.runs().get(i))));
    }
    List<String> names = choice.stream().map(Candidate::name).toList();
    return new StatementEffect(
        query.main(),
        query.executions(),
        query.totalNanos(),
        Math.max(0, 1 - after.spent() / Math.max(1e-9, found.spent())),
        Math.min(1, own),
        bench.usedByGenericPlan(query, costs.samples(query).get(0), names, candidate.name()),
        samples,
        costs.samples(query));
  }

  private Run run(Plan plan) {
    return bench.executes() ? Run.of(plan) : Run.planned(plan);
  }
}
