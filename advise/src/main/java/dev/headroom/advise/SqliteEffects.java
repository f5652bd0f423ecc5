package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a choice does to the statements that were measured, in figures for the report. */
final class SqliteEffects {

  private final Costs costs;
  private final Writes writes;
  private final List<Query> admitted;
  private final Set<Candidate> choice;

  SqliteEffects(Costs costs, Writes writes, List<Query> admitted, Set<Candidate> choice) {
    this.costs = costs;
    this.writes = writes;
    this.admitted = admitted;
    this.choice = choice;
  }

  /** The chosen ones that help a statement, largest gain first. */
  List<IndexAdvice> indexes(Map<Candidate, Long> sizes, Map<Candidate, Long> buildNanos)
      throws SQLException {
    List<IndexAdvice> indexes = new ArrayList<>();
    for (Candidate candidate : choice) {
      indexes.add(
          describe(
              candidate,
              sizes.getOrDefault(candidate, 0L),
              buildNanos.getOrDefault(candidate, 0L)));
    }
    indexes.removeIf(index -> index.helped().isEmpty());
    indexes.sort(Comparator.comparingDouble(SqliteEffects::gain).reversed());
    return indexes;
  }

  /** What refuses a candidate, in figures. */
  String refusing(Candidate candidate) throws SQLException {
    double found = work(Set.of());
    Set<Candidate> more = new LinkedHashSet<>(choice);
    more.add(candidate);
    return String.format(
        Locale.ROOT,
        " (alone it takes the work of all statements to %.1f %%; beside the chosen ones from %.2f to"
            + " %.2f %%, and its own writes cost %.2f %%)",
        100 * work(Set.of(candidate)) / found,
        100 * work(choice) / found,
        100 * work(more) / found,
        100 * writes.work(candidate) / found);
  }

  /** Work of the statements that were measured. */
  private double work(Set<Candidate> indexes) throws SQLException {
    double sum = 0;
    for (Query query : admitted) {
      sum += query.executions() * costs.of(query, indexes).work();
    }
    return Math.max(1e-9, sum);
  }

  /** What the workload costs with these. */
  WorkloadCost cost(Set<Candidate> indexes) throws SQLException {
    double nanos = 0;
    double buffers = 0;
    for (Query query : admitted) {
      Costs.Cost cost = costs.of(query, indexes);
      nanos += query.executions() * cost.micros() * 1_000;
      buffers += query.executions() * cost.buffers();
    }
    double writeNanos = 0;
    double writeBuffers = 0;
    for (Candidate candidate : indexes) {
      writeNanos += writes.rows(candidate) * writes.perRow(candidate).micros() * 1_000;
      writeBuffers += writes.rows(candidate) * writes.perRow(candidate).buffers();
    }
    return new WorkloadCost(nanos, buffers, writeNanos, writeBuffers);
  }

  private IndexAdvice describe(Candidate candidate, long size, long buildNanos)
      throws SQLException {
    List<StatementEffect> helped = new ArrayList<>();
    for (Query query : admitted) {
      Costs.Cost found = costs.of(query, Set.of());
      Costs.Cost after = costs.of(query, choice);
      Costs.Cost without = costs.of(query, Selection.without(choice, candidate));
      double own = (without.work() - after.work()) / Math.max(1e-9, found.work());
      if (after.indexes().contains(candidate.name()) && own > 0.01) {
        helped.add(effect(query, found, after, own));
      }
    }
    helped.sort(
        Comparator.comparingDouble(
                (StatementEffect effect) ->
                    Math.max(1, effect.totalNanos()) * effect.executions() * effect.ownSaving())
            .reversed());
    Writes.PerRow write = writes.perRow(candidate);
    return new IndexAdvice(
        candidate.name(),
        candidate.table().sql(),
        candidate.columns(),
        candidate.ddl(),
        candidate.undo(),
        helped,
        size,
        buildNanos,
        new IndexAdvice.WriteCost(
            Math.round(write.micros() * 1_000),
            write.buffers(),
            Math.round(writes.rows(candidate))));
  }

  private static StatementEffect effect(
      Query query, Costs.Cost found, Costs.Cost after, double own) {
    List<StatementEffect.Sample> samples = new ArrayList<>();
    int count = found.runs().size();
    for (int i = 0; i < count; i++) {
      String bind = count == 1 ? "only" : i == 0 ? "rare" : i == count - 1 ? "frequent" : "median";
      samples.add(
          new StatementEffect.Sample(
              bind, Run.of(found.runs().get(i)), Run.of(after.runs().get(i))));
    }
    return new StatementEffect(
        query.main(),
        query.executions(),
        query.totalNanos(),
        Math.max(0, 1 - after.work() / Math.max(1e-9, found.work())),
        Math.min(1, own),
        true, // SQLite plans again where a value that is bound matters
        samples);
  }

  private static double gain(IndexAdvice index) {
    return index.helped().stream()
        .mapToDouble(
            effect -> effect.executions() * effect.ownSaving() * effect.typical().before().steps())
        .sum();
  }
}
