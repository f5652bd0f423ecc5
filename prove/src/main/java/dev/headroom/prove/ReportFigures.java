package dev.headroom.prove;

import dev.headroom.prove.ComparisonLatency.Level;
import dev.headroom.prove.ReportArm.Figure;
import dev.headroom.prove.ReportArm.Group;
import dev.headroom.prove.ReportArm.OneUser;
import dev.headroom.prove.ReportArm.Point;
import dev.headroom.prove.ReportArm.Time;
import dev.headroom.prove.ReportArm.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.hipparchus.distribution.continuous.TDistribution;

/** Blocks of one arm into the figures of a report. */
final class ReportFigures {

  private static final double[] CURVE = {
    1, 5, 10, 20, 30, 40, 50, 60, 70, 75, 80, 85, 90, 92.5, 95, 97, 98, 99, 99.5, 99.7, 99.9, 99.95,
    99.99
  };

  private ReportFigures() {}

  static Work work(List<Block> mine, List<Block> all) {
    return new Work(
        figure(ComparisonWork.CPU, mine, all),
        figure(ComparisonWork.SERVICE_CPU, mine, all),
        figure(ComparisonWork.DATABASE_CPU, mine, all),
        figure(ComparisonWork.REDIS_CPU, mine, all),
        figure(ComparisonWork.STATEMENTS, mine, all),
        figure(ComparisonWork.ALLOCATED, mine, all),
        figure(ComparisonWork.SENT, mine, all));
  }

  private static Figure figure(ComparisonWork work, List<Block> mine, List<Block> all) {
    if (mine.isEmpty() || !work.known(all)) {
      return Figure.UNKNOWN;
    }
    double value = work.mean(mine, all);
    int n = mine.size();
    if (n < 2) {
      return new Figure(value, -1, -1);
    }
    double squares = 0;
    for (Block block : mine) {
      double each = work.total(block, all) / block.work().requests();
      squares += (each - value) * (each - value);
    }
    double reach =
        new TDistribution(n - 1).inverseCumulativeProbability(0.975)
            * Math.sqrt(squares / (n - 1) / n);
    return new Figure(value, Math.max(0, value - reach), value + reach);
  }

  static Time time(List<Block> blocks) {
    double requests = 0;
    double total = 0;
    double database = 0;
    double cache = 0;
    double pool = 0;
    for (Block block : blocks) {
      Block.Work work = block.work();
      if (work.totalNanos() < 0 || work.databaseNanos() < 0) {
        return new Time(-1, -1, -1, -1, -1);
      }
      requests += work.requests();
      total += work.totalNanos() / 1e6;
      database += work.databaseNanos() / 1e6;
      cache += work.cacheNanos() / 1e6;
      pool += work.poolWaitNanos() / 1e6;
    }
    if (requests == 0) {
      return new Time(-1, -1, -1, -1, -1);
    }
    double own = Math.max(0, total - database - cache - pool) / requests;
    return new Time(total / requests, database / requests, cache / requests, pool / requests, own);
  }

  static double hitRate(List<Block> blocks) {
    long hits = blocks.stream().mapToLong(block -> Math.max(0, block.work().cacheHits())).sum();
    long misses = blocks.stream().mapToLong(block -> Math.max(0, block.work().cacheMisses())).sum();
    return hits + misses == 0 ? -1 : (double) hits / (hits + misses);
  }

  static List<Group> groups(List<Block> blocks) {
    List<Group> groups = new ArrayList<>();
    for (String name : names(blocks)) {
      Histogram merged = ComparisonLatency.merged(ComparisonLatency.responses(blocks, name));
      Map<String, Long> errors = new TreeMap<>();
      for (Block block : blocks) {
        block
            .groups()
            .forEach(
                (group, seen) -> {
                  if (name.equals("*") || name.equals(group)) {
                    seen.errors().forEach((kind, count) -> errors.merge(kind, count, Long::sum));
                  }
                });
      }
      groups.add(
          new Group(
              name,
              ComparisonErrors.requests(blocks, name),
              errors,
              merged.getTotalCount() == 0 ? -1 : merged.getMean() / 1e3,
              Level.P50.of(merged),
              Level.P95.of(merged),
              Level.P99.of(merged),
              merged.getTotalCount() == 0 ? -1 : merged.getMaxValue() / 1e3,
              curve(merged)));
    }
    return groups;
  }

  static List<OneUser> oneUser(List<Block> blocks) {
    List<OneUser> figures = new ArrayList<>();
    for (String name : names(blocks)) {
      Histogram merged = ComparisonLatency.merged(ComparisonLatency.responses(blocks, name));
      if (merged.getTotalCount() > 0) {
        figures.add(
            new OneUser(
                name,
                merged.getTotalCount(),
                merged.getMean() / 1e3,
                merged.getValueAtPercentile(50) / 1e3,
                Level.P95.of(merged)));
      }
    }
    return figures;
  }

  /** A percentile is in the curve when at least five samples lie above it. */
  static List<Point> curve(Histogram merged) {
    List<Point> curve = new ArrayList<>();
    for (double percentile : CURVE) {
      if ((1 - percentile / 100) * merged.getTotalCount() >= 5) {
        curve.add(new Point(percentile, merged.getValueAtPercentile(percentile) / 1e3));
      }
    }
    return curve;
  }

  private static List<String> names(List<Block> blocks) {
    Set<String> names = new TreeSet<>();
    blocks.forEach(block -> names.addAll(block.groups().keySet()));
    List<String> all = new ArrayList<>(names);
    if (!all.isEmpty()) {
      all.add(0, "*");
    }
    return all;
  }
}
