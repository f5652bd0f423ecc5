package dev.headroom.prove;

import dev.headroom.prove.Comparison.Basis;
import dev.headroom.prove.Comparison.Measured;
import dev.headroom.prove.Comparison.NotCompared;
import dev.headroom.stats.Judged;
import dev.headroom.stats.PairedVerdict;
import dev.headroom.stats.PooledPercentile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Response times of one group. A percentile needs about 10 samples above it: from so many on in
 * every block it is compared pair by pair; from so many on over all rounds, pooled; below, not.
 */
final class ComparisonLatency {

  private ComparisonLatency() {}

  /** A percentile and the samples that it needs. */
  enum Level {
    P50(50, 20),
    P95(95, 200),
    P99(99, 1_000);

    final double percentile;
    final long samples;

    Level(double percentile, long samples) {
      this.percentile = percentile;
      this.samples = samples;
    }

    String measure() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** In milliseconds, or -1 with too few samples. */
    double of(Histogram merged) {
      return merged.getTotalCount() < samples ? -1 : merged.getValueAtPercentile(percentile) / 1e3;
    }
  }

  static List<Measured> of(
      ComparisonRounds rounds, String group, long seed, List<NotCompared> missing) {
    List<Histogram> before = responses(rounds.before(), group);
    List<Histogram> after = responses(rounds.after(), group);
    Histogram mergedBefore = merged(before);
    Histogram mergedAfter = merged(after);
    List<Measured> result = new ArrayList<>();
    if (least(before) == 0 || least(after) == 0) {
      missing.add(new NotCompared(group, "mean", "a valid block has no request of this group"));
    } else {
      result.add(
          new Measured(
              group,
              "mean",
              mergedBefore.getMean() / 1e3,
              mergedAfter.getMean() / 1e3,
              "ms",
              Basis.PAIRED,
              paired(before, after, Histogram::getMean)));
    }
    PooledPercentile pooled = null;
    for (Level level : Level.values()) {
      long fewest = Math.min(mergedBefore.getTotalCount(), mergedAfter.getTotalCount());
      if (fewest < level.samples) {
        missing.add(
            new NotCompared(
                group,
                level.measure(),
                fewest + " samples in the smaller arm; it needs " + level.samples));
        continue;
      }
      boolean inBlocks = Math.min(least(before), least(after)) >= level.samples;
      if (!inBlocks && pooled == null) {
        pooled = new PooledPercentile(before, after);
      }
      Judged judged =
          inBlocks || pooled == null
              ? paired(before, after, h -> h.getValueAtPercentile(level.percentile))
              : pooled.judge(level.percentile, seed);
      result.add(
          new Measured(
              group,
              level.measure(),
              level.of(mergedBefore),
              level.of(mergedAfter),
              "ms",
              inBlocks ? Basis.PAIRED : Basis.POOLED,
              judged));
    }
    return result;
  }

  /** One histogram a block, not to be changed; empty where the group sent nothing. */
  static List<Histogram> responses(List<Block> blocks, String group) {
    return blocks.stream()
        .map(
            block -> {
              Block.Group one = block.groups().get(group);
              return one != null
                  ? one.response()
                  : merged(
                      group.equals("*")
                          ? block.groups().values().stream().map(Block.Group::response).toList()
                          : List.of());
            })
        .toList();
  }

  static Histogram merged(List<Histogram> histograms) {
    Histogram merged = new Histogram(3); // resizes itself; 1 hour at once would be 190 kB each
    histograms.forEach(merged::add);
    return merged;
  }

  private static Judged paired(
      List<Histogram> before, List<Histogram> after, ToDoubleFunction<Histogram> measure) {
    return new PairedVerdict().judge(values(before, measure), values(after, measure));
  }

  /** A response below the clock's microsecond counts as one microsecond. */
  private static double[] values(List<Histogram> blocks, ToDoubleFunction<Histogram> measure) {
    return blocks.stream().mapToDouble(h -> Math.max(1, measure.applyAsDouble(h))).toArray();
  }

  private static long least(List<Histogram> blocks) {
    return blocks.stream().mapToLong(Histogram::getTotalCount).min().orElse(0);
  }
}
