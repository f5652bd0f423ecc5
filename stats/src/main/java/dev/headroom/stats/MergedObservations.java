package dev.headroom.stats;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.TableChanges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What several instances of a service saw at the same time, as if one had seen it.
 *
 * <p>Sums add, minima and maxima stay what they are. Times merge as histograms, bucket by bucket,
 * and percentiles are read from the merged one: exactly what one histogram of all requests would
 * say, never an average of percentiles. Gauges of pools of one name add: the fleet has as many
 * connections as its instances have together. The window is the longest: instances run beside each
 * other.
 *
 * <p>Not exact, because the parts do not carry it: distinct binds are the sum (at most the
 * executions), an upper bound, so that reuse is never overstated; the share of proved data flow and
 * the slope of growth are means weighted by repeating requests, over the parts that know them.
 * Merge all parts at once where these two matter; everything else may be merged in steps, in any
 * order. An endpoint of which one part has requests but no histogram has none in the result, and
 * its percentiles are the largest of the parts: an upper bound.
 *
 * <p>Of the collector, the process that stood still longest speaks: pauses of several processes do
 * not stop each other, and a mean would hide the one that suffers.
 */
public final class MergedObservations {

  /** A word, then a dash (looked for and not found), then nothing (not known yet). */
  private static final Comparator<String> BY_WORTH =
      Comparator.comparing(String::isEmpty)
          .thenComparing("-"::equals)
          .thenComparing(Comparator.naturalOrder());

  private MergedObservations() {}

  /**
   * Merges the observations of instances.
   *
   * @param parts one per instance, in any order; no part is changed
   * @return all of it; empty with a window of 0 if there is no part
   * @throws IllegalArgumentException if a part is of a newer version, or the histogram of an
   *     endpoint cannot be read; the message names it
   */
  public static Observations of(List<Observations> parts) {
    for (Observations part : parts) {
      if (part.version() > Observations.VERSION) {
        throw new IllegalArgumentException(
            "observations of version "
                + part.version()
                + " cannot be merged: this release reads up to "
                + Observations.VERSION
                + "; use the release that wrote them");
      }
    }
    return new Observations(
        Observations.VERSION,
        parts.stream().mapToLong(Observations::windowNanos).max().orElse(0),
        endpoints(parts),
        statements(parts),
        pools(parts),
        plans(parts),
        tables(parts),
        sqlite(parts),
        MergedRuntime.of(parts.stream().map(Observations::runtime).toList()),
        new Observations.Dropped(
            parts.stream().mapToLong(part -> part.dropped().endpoints()).sum(),
            parts.stream().mapToLong(part -> part.dropped().statements()).sum(),
            parts.stream().mapToLong(part -> part.dropped().requests()).sum()));
  }

  private static List<EndpointObservation> endpoints(List<Observations> parts) {
    return groups(parts, Observations::endpoints, EndpointObservation::endpoint).stream()
        .map(MergedEndpoint::of)
        .sorted(
            Comparator.comparingLong(EndpointObservation::totalNanos)
                .reversed()
                .thenComparing(EndpointObservation::endpoint))
        .toList();
  }

  private static List<StatementObservation> statements(List<Observations> parts) {
    record Key(String endpoint, String fingerprint) {}

    return groups(parts, Observations::statements, s -> new Key(s.endpoint(), s.fingerprint()))
        .stream()
        .map(MergedStatement::of)
        .sorted(
            Comparator.comparingLong(StatementObservation::totalNanos)
                .reversed()
                .thenComparing(StatementObservation::endpoint)
                .thenComparing(StatementObservation::fingerprint))
        .toList();
  }

  private static List<PoolObservation> pools(List<Observations> parts) {
    return groups(parts, Observations::pools, PoolObservation::name).stream()
        .map(MergedPool::of)
        .sorted(Comparator.comparing(PoolObservation::name))
        .toList();
  }

  private static List<SqliteObservation> sqlite(List<Observations> parts) {
    return groups(parts, Observations::sqlite, SqliteObservation::pool).stream()
        .map(MergedSqlite::of)
        .sorted(Comparator.comparing(SqliteObservation::pool))
        .toList();
  }

  /**
   * One database counts for all instances, so the counts do not add; the longest reading counts.
   */
  private static List<TableChanges> tables(List<Observations> parts) {
    return groups(parts, Observations::tables, TableChanges::table).stream()
        .map(same -> same.stream().max(Comparator.comparingLong(TableChanges::rows)).orElseThrow())
        .sorted(Comparator.comparing(TableChanges::table))
        .toList();
  }

  /** A plan is better than the reason why there is none; of two, the one whose text comes first. */
  private static List<PlanObservation> plans(List<Observations> parts) {
    Comparator<PlanObservation> best =
        Comparator.comparing((PlanObservation plan) -> !plan.missing().isEmpty())
            .thenComparing(PlanObservation::plan)
            .thenComparing(PlanObservation::missing)
            .thenComparing(plan -> plan.scans().toString())
            .thenComparingLong(PlanObservation::rows);
    return groups(parts, Observations::plans, PlanObservation::fingerprint).stream()
        .map(same -> same.stream().min(best).orElseThrow())
        .sorted(Comparator.comparing(PlanObservation::fingerprint))
        .toList();
  }

  private static <T, K> Collection<List<T>> groups(
      List<Observations> parts, Function<Observations, List<T>> of, Function<T, K> key) {
    Map<K, List<T>> groups = new LinkedHashMap<>();
    for (Observations part : parts) {
      for (T item : of.apply(part)) {
        groups.computeIfAbsent(key.apply(item), k -> new ArrayList<>()).add(item);
      }
    }
    return groups.values();
  }

  /** A word that all agree on, {@code (several)} if they do not; empty ones have no say. */
  static String agreed(String a, String b) {
    return a.isEmpty() || a.equals(b) ? b : b.isEmpty() ? a : "(several)";
  }

  /** The first word of those that say something: the same whatever the order of the parts. */
  static String first(String a, String b) {
    return BY_WORTH.compare(a, b) <= 0 ? a : b;
  }

  /** What is known of all parts together, from those that know it; -1 if none does. */
  static long knownSum(long a, long b) {
    return a == -1 ? b : b == -1 ? a : a + b;
  }
}
