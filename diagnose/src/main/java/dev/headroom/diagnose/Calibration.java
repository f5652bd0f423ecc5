package dev.headroom.diagnose;

import dev.headroom.loop.FindingKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How well a rule's expected savings hold: the measured saving over the expected one, for fixes
 * that were proved. The median counts, so that one fix that failed for reasons of its own does not
 * condemn the rule.
 *
 * @param kind the rule's kind of finding
 * @param pairs fixes that it rests on
 * @param ratio median of measured over expected; 1 is exact, below 1 promises too much
 * @param overPromises whether at least 5 fixes brought less than half of what was promised, in the
 *     median
 */
public record Calibration(FindingKind kind, int pairs, double ratio, boolean overPromises) {

  private static final int ENOUGH = 5;
  private static final double TOO_LITTLE = 0.5;

  /**
   * What one fix was to save and did.
   *
   * @param kind kind of the finding that it answers
   * @param expected expected saving on a request, in nanoseconds; others than above 0 are left out
   * @param measured measured saving on a request, in nanoseconds; below 0 if it became slower
   */
  public record Saving(FindingKind kind, double expected, double measured) {}

  /**
   * Calibrates each kind that promised something.
   *
   * @param savings of proved fixes
   * @return one for each kind, in the order of kinds
   */
  public static List<Calibration> of(List<Saving> savings) {
    Map<FindingKind, List<Double>> ratios = new EnumMap<>(FindingKind.class);
    for (Saving saving : savings) {
      double ratio = saving.measured() / saving.expected();
      if (saving.expected() > 0 && Double.isFinite(ratio)) {
        ratios.computeIfAbsent(saving.kind(), kind -> new ArrayList<>()).add(ratio);
      }
    }
    List<Calibration> all = new ArrayList<>();
    ratios.forEach(
        (kind, ofKind) -> {
          double median = median(ofKind);
          boolean over = ofKind.size() >= ENOUGH && median < TOO_LITTLE;
          all.add(new Calibration(kind, ofKind.size(), median, over));
        });
    return List.copyOf(all);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
