package dev.headroom.services.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts what was named beside what is there, over any number of loads. */
public final class FindingsJudge {

  private final FindingsTruth truth;
  private final List<String> disagreements = new ArrayList<>();
  private int named;
  private int wrong;
  private int there;
  private int missed;
  private int high;
  private int wrongHigh;

  public FindingsJudge(FindingsTruth truth) {
    this.truth = truth;
  }

  /**
   * Judges one load.
   *
   * @param on fixes that were on
   * @param busy whether somebody wrote meanwhile
   * @param advised whether indexes were advised on: else none can be named as missing
   */
  public void judge(Set<String> on, boolean busy, boolean advised, List<Finding> findings) {
    String when = ", on %s%s%s".formatted(on, busy ? ", busy" : "", advised ? ", advised" : "");
    List<Finding> said = findings.stream().filter(f -> f.confidence() != Confidence.LOW).toList();
    for (Finding finding : said) {
      boolean isTrue = truth.isTrue(finding, on, busy);
      boolean isHigh = finding.confidence() == Confidence.HIGH;
      named++;
      high += isHigh ? 1 : 0;
      wrong += isTrue ? 0 : 1;
      wrongHigh += isTrue || !isHigh ? 0 : 1;
      if (!isTrue) {
        disagreements.add("named, not there: " + told(finding) + when);
      }
    }
    for (FindingsTruth.Line line : truth.required(on, busy)) {
      if (line.kind() == FindingKind.MISSING_INDEX && !advised) {
        continue;
      }
      there++;
      if (said.stream().noneMatch(line::isNamedBy)) {
        missed++;
        disagreements.add("there, not named: " + line + when);
        findings.stream()
            .filter(line::isNamedBy)
            .forEach(low -> disagreements.add("  only as " + told(low)));
      }
    }
  }

  static String told(Finding finding) {
    return "%s %s %s %.4f %s (%s)"
        .formatted(
            finding.confidence(),
            finding.kind().id(),
            finding.endpoint(),
            finding.shareOfTime(),
            finding.statement(),
            finding.remedy());
  }

  /** Asserts that both shares are at least 0.95, and that nothing of high confidence is wrong. */
  public void holds() {
    assertThat(precision())
        .as("share of what was named that is there")
        .isGreaterThanOrEqualTo(0.95);
    assertThat(recall()).as("share of what is there that was named").isGreaterThanOrEqualTo(0.95);
    assertThat(wrongHigh).as("named with high confidence and not there").isZero();
  }

  private double precision() {
    return share(named - wrong, named);
  }

  private double recall() {
    return share(there - missed, there);
  }

  /** Prints the figures and each disagreement. */
  public void print(int subsets) {
    System.out.printf(
        "%d subsets: precision %.3f (%d named, %d wrong), recall %.3f (%d there, %d missed),"
            + " precision of HIGH %.3f (%d)%n",
        subsets,
        precision(),
        named,
        wrong,
        recall(),
        there,
        missed,
        share(high - wrongHigh, high),
        high);
    disagreements.forEach(line -> System.out.println("  " + line));
  }

  private static double share(int part, int all) {
    return all == 0 ? 1 : (double) part / all;
  }
}
