package dev.headroom.prove;

import dev.headroom.prove.Comparison.Errors;
import dev.headroom.prove.Comparison.Standing;
import java.util.List;

/**
 * Whether an arm fails no more than another: 95 % interval of the difference of two shares
 * (Newcombe, 1998, method 10, from Wilson's intervals).
 */
final class ComparisonErrors {

  /** One percentage point. */
  private static final double TOLERANCE = 0.01;

  private static final double Z = 1.959964;

  private ComparisonErrors() {}

  static Errors of(ComparisonRounds rounds, String group) {
    long before = requests(rounds.before(), group);
    long after = requests(rounds.after(), group);
    long failedBefore = failed(rounds.before(), group);
    long failedAfter = failed(rounds.after(), group);
    return new Errors(
        group,
        before,
        failedBefore,
        after,
        failedAfter,
        standing(failedBefore, before, failedAfter, after));
  }

  static Standing standing(long failedBefore, long before, long failedAfter, long after) {
    if (failedAfter == 0) {
      return Standing.NO_ERRORS;
    }
    if (before == 0 || after == 0) {
      return Standing.NOT_SHOWN;
    }
    double a = (double) failedBefore / before;
    double b = (double) failedAfter / after;
    double[] wilsonA = wilson(a, before);
    double[] wilsonB = wilson(b, after);
    double low = b - a - Math.hypot(b - wilsonB[0], wilsonA[1] - a);
    double high = b - a + Math.hypot(wilsonB[1] - b, a - wilsonA[0]);
    if (low > 0 || b - a > TOLERANCE) {
      return Standing.WORSE;
    }
    return high <= TOLERANCE ? Standing.NOT_WORSE : Standing.NOT_SHOWN;
  }

  /** Lower and upper end of Wilson's 95 % interval of a share. */
  static double[] wilson(double share, long n) {
    double z2 = Z * Z;
    double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    double reach = Z / (1 + z2 / n) * Math.sqrt(share * (1 - share) / n + z2 / (4.0 * n * n));
    return new double[] {Math.max(0, centre - reach), Math.min(1, centre + reach)};
  }

  /** Requests that ended, failed ones included; a failed connection has no response time. */
  static long requests(List<Block> blocks, String group) {
    long responses =
        blocks.stream()
            .flatMap(block -> block.groups().entrySet().stream())
            .filter(entry -> group.equals("*") || entry.getKey().equals(group))
            .mapToLong(entry -> entry.getValue().response().getTotalCount())
            .sum();
    return Math.max(responses, failed(blocks, group));
  }

  static long failed(List<Block> blocks, String group) {
    return blocks.stream()
        .flatMap(block -> block.groups().entrySet().stream())
        .filter(entry -> group.equals("*") || entry.getKey().equals(group))
        .flatMap(entry -> entry.getValue().errors().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
