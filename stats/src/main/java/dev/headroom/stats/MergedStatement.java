package dev.headroom.stats;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import dev.headroom.loop.StatementObservation.Fetch;
import dev.headroom.loop.StatementObservation.Opening;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** One statement of one endpoint of several instances. */
final class MergedStatement {

  private static final int SAMPLES = 16;

  private MergedStatement() {}

  static StatementObservation of(List<StatementObservation> parts) {
    return new StatementObservation(
        parts.get(0).endpoint(),
        parts.get(0).fingerprint(),
        word(parts, StatementObservation::sql),
        word(parts, StatementObservation::codeLine),
        sum(parts, StatementObservation::executions),
        sum(parts, StatementObservation::requests),
        sum(parts, StatementObservation::totalNanos),
        min(parts, s -> s.executions() > 0, StatementObservation::minNanos),
        max(parts, StatementObservation::maxNanos),
        sum(parts, StatementObservation::errors),
        parts.stream()
            .mapToLong(StatementObservation::rows)
            .reduce(-1, MergedObservations::knownSum),
        sum(parts, StatementObservation::repeatingRequests),
        sum(parts, StatementObservation::repeatedExecutions),
        sum(parts, StatementObservation::distinctInRequest),
        sum(parts, StatementObservation::equalInRequest),
        min(parts, s -> s.requests() > 0, StatementObservation::minPerRequest),
        max(parts, StatementObservation::maxPerRequest),
        sum(parts, s -> Math.min(s.distinctBinds(), s.executions())),
        mean(parts, s -> s.flow() >= 0, StatementObservation::flow, -1),
        strongest(parts),
        mean(
            parts,
            s -> !Double.isNaN(s.drivingSlope()),
            StatementObservation::drivingSlope,
            Double.NaN),
        sum(parts, StatementObservation::slowExecutions),
        samples(parts),
        sum(parts, StatementObservation::batches),
        sum(parts, StatementObservation::batched),
        parts.stream()
            .map(StatementObservation::fetch)
            .reduce(Fetch.UNKNOWN, MergedStatement::fetch),
        parts.stream().map(StatementObservation::dataSource).reduce("", MergedObservations::agreed),
        new Opening(sum(parts, s -> s.opening().requests()), sum(parts, s -> s.opening().pairs())));
  }

  private static String word(
      List<StatementObservation> parts, Function<StatementObservation, String> text) {
    return parts.stream().map(text).reduce("", MergedObservations::first);
  }

  private static double mean(
      List<StatementObservation> parts,
      Predicate<StatementObservation> knows,
      ToDoubleFunction<StatementObservation> figure,
      double unknown) {
    double weights = 0;
    double sum = 0;
    for (StatementObservation part : parts) {
      if (knows.test(part)) {
        double weight = Math.max(1.0, (double) part.repeatingRequests());
        weights += weight;
        sum += weight * figure.applyAsDouble(part);
      }
    }
    return weights == 0 ? unknown : sum / weights;
  }

  /** Where the part that is surest saw the binds come from. */
  private static String strongest(List<StatementObservation> parts) {
    return parts.stream()
        .filter(s -> !s.flowFrom().isEmpty())
        .max(
            Comparator.comparingDouble(StatementObservation::flow)
                .thenComparingLong(StatementObservation::repeatingRequests)
                .thenComparing(StatementObservation::flowFrom))
        .map(StatementObservation::flowFrom)
        .orElse("");
  }

  /** A column is unused if no instance that traced the statement read it. */
  private static Fetch fetch(Fetch a, Fetch b) {
    if (a.executions() == 0 || b.executions() == 0) {
      return a.executions() == 0 ? b : a;
    }
    TreeSet<String> unused = new TreeSet<>(a.unused());
    unused.retainAll(b.unused());
    return new Fetch(
        a.executions() + b.executions(),
        a.rows() + b.rows(),
        Math.max(a.maxRows(), b.maxRows()),
        a.unusedRows() + b.unusedRows(),
        Math.max(a.columns(), b.columns()),
        List.copyOf(unused));
  }

  /** The first of all in the order of their text, so that the parts' order makes no difference. */
  private static List<List<Bind>> samples(List<StatementObservation> parts) {
    return parts.stream()
        .flatMap(s -> s.samples().stream())
        .distinct()
        .sorted(Comparator.comparing(List::toString))
        .limit(SAMPLES)
        .toList();
  }

  private static long min(
      List<StatementObservation> parts,
      Predicate<StatementObservation> counts,
      ToLongFunction<StatementObservation> figure) {
    return parts.stream().filter(counts).mapToLong(figure).min().orElse(0);
  }

  private static long max(
      List<StatementObservation> parts, ToLongFunction<StatementObservation> figure) {
    return parts.stream().mapToLong(figure).max().orElse(0);
  }

  private static long sum(
      List<StatementObservation> parts, ToLongFunction<StatementObservation> figure) {
    return parts.stream().mapToLong(figure).sum();
  }
}
