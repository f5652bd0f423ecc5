package dev.headroom.diagnose;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Observations to findings: a pure function, no I/O, no clock, no state that matters.
 *
 * <p>Each rule looks at the same window with one idea, told in its class. Five read what statements
 * did in time and number ({@link NPlusOne}, {@link RedundantRead}, {@link CacheableRead}, {@link
 * RepeatedValidation}, {@link SlowStatement}), four what they read ({@link FullScan}, {@link
 * OverFetch}, {@link MissingLimit}, {@link RepeatedAggregation}), four look at connections ({@link
 * PoolTooSmall}, {@link ConnectionHeld}, {@link HeldDuringCall}, {@link LongTransaction}), two at
 * SQLite ({@link SqliteNotTuned}, {@link WriteContention}), and five at the service itself ({@link
 * ChattyEndpoint}, {@link LargeAnswer}, {@link OwnCode}, {@link Standstill}, {@link Garbage}). A
 * rule whose figures were not observed says nothing. Missing indexes need a database and come from
 * index advice; {@link #ranked} merges them in.
 *
 * <p>Confidence means the same in each rule. {@code HIGH} is an accusation: the pattern is proved
 * (binds that were seen to come from an earlier result, repeats that grow with it, binds that were
 * seen to be equal, a hit rate that holds even if every write emptied the cache) <em>and</em> it
 * explains at least {@link Thresholds.Weight#highShare} of all request time. {@code MEDIUM} is the
 * pattern without the proof, or with less weight. {@code LOW} is the pattern with something that
 * speaks against it, or with next to no weight. What is well written gives no {@code HIGH}.
 *
 * <p>Limits: observations are sums, so the order of statements within a request is not known. Where
 * a write to the same table could lie between two reads, the rules assume it did.
 */
public final class Diagnosis {

  private static final List<Rule> RULES =
      List.of(
          new NPlusOne(),
          new RedundantRead(),
          new CacheableRead(),
          new RepeatedValidation(),
          new SlowStatement(),
          new FullScan(),
          new OverFetch(),
          new MissingLimit(),
          new RepeatedAggregation(),
          new PoolTooSmall(),
          new ConnectionHeld(),
          new HeldDuringCall(),
          new LongTransaction(),
          new SqliteNotTuned(),
          new WriteContention(),
          new ChattyEndpoint(),
          new LargeAnswer(),
          new OwnCode(),
          new Standstill(),
          new Garbage());

  private static final Comparator<Finding> RANK =
      Comparator.comparingDouble(Finding::shareOfTime)
          .reversed()
          .thenComparing(Finding::confidence, Comparator.reverseOrder())
          .thenComparing(Finding::kind)
          .thenComparing(Finding::id);

  private Diagnosis() {}

  /**
   * What is slow in a window, with the default thresholds.
   *
   * @param observations what was seen
   * @return the causes, the largest share of time first; empty if there is none
   */
  public static List<Finding> findings(Observations observations) {
    return findings(observations, Thresholds.DEFAULTS);
  }

  /**
   * What is slow in a window.
   *
   * @param observations what was seen
   * @param thresholds where the lines are drawn
   * @return the causes, the largest share of time first; empty if there is none
   */
  public static List<Finding> findings(Observations observations, Thresholds thresholds) {
    Window window = new Window(observations, thresholds);
    List<Finding> found = new ArrayList<>();
    for (Rule rule : RULES) {
      found.addAll(rule.findings(window));
    }
    return inOrder(found);
  }

  /**
   * Merges findings from several sources: the largest share of time first, and of findings with the
   * same id the one that says most (higher confidence, then larger share). Whatever the source,
   * what explains less than the default {@link Thresholds.Weight#highShare} is of medium confidence
   * at most.
   *
   * @param findings in any order
   * @return a new list
   */
  public static List<Finding> ranked(Collection<Finding> findings) {
    return inOrder(findings.stream().map(Diagnosis::weighed).toList());
  }

  private static List<Finding> inOrder(Collection<Finding> findings) {
    Map<String, Finding> byId = new LinkedHashMap<>();
    for (Finding finding : findings) {
      byId.merge(finding.id(), finding, Diagnosis::stronger);
    }
    return byId.values().stream().sorted(RANK).toList();
  }

  private static Finding weighed(Finding f) {
    if (f.confidence() != Confidence.HIGH
        || f.shareOfTime() >= Thresholds.DEFAULTS.weight().highShare()) {
      return f;
    }
    return f.withConfidence(Confidence.MEDIUM);
  }

  private static Finding stronger(Finding a, Finding b) {
    Confidence left = a.confidence();
    Confidence right = b.confidence();
    if (left != right) {
      return left.compareTo(right) > 0 ? a : b;
    }
    return a.shareOfTime() >= b.shareOfTime() ? a : b;
  }
}
