package dev.headroom.diagnose;

import dev.headroom.loop.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a release brought. Findings are the same by their id, which stays over runs and releases.
 *
 * <p>A share of time says little between two runs: it grows when something else was fixed. So a
 * finding is worse by what it costs a request, or by how often it does it, and by its share only
 * where neither is known.
 *
 * @param appeared found after and not before, the largest share first
 * @param gone found before and not after, the largest share first
 * @param worse in both, and costs more
 * @param better in both, and costs less
 * @param same in both, and neither
 */
public record FindingsDiff(
    List<Finding> appeared,
    List<Finding> gone,
    List<Change> worse,
    List<Change> better,
    List<Change> same) {

  private static final double FACTOR = 1.5;

  /** Growth in nanoseconds per request that machines do not show by themselves. */
  private static final double LEAST_NANOS = 100_000;

  /** Copies the lists. */
  public FindingsDiff {
    appeared = List.copyOf(appeared);
    gone = List.copyOf(gone);
    worse = List.copyOf(worse);
    better = List.copyOf(better);
    same = List.copyOf(same);
  }

  /**
   * A finding in two runs.
   *
   * @param before as it was
   * @param after as it is
   */
  public record Change(Finding before, Finding after) {

    private int direction() {
      int executions = compared(before.evidence().perRequest(), after.evidence().perRequest(), 0.5);
      int cost =
          compared(before.savingNanosPerRequest(), after.savingNanosPerRequest(), LEAST_NANOS);
      boolean costKnown = before.savingNanosPerRequest() > 0 && after.savingNanosPerRequest() > 0;
      if (costKnown && cost != 0) {
        return cost;
      }
      if (executions != 0 || costKnown) {
        return executions;
      }
      return compared(before.shareOfTime(), after.shareOfTime(), Acceptance.LEAST_GROWTH);
    }

    /** 1 if it grew by more than half and by the least that counts, -1 if it shrank so, else 0. */
    private static int compared(double before, double after, double least) {
      if (!(before > 0 && after > 0) || Math.abs(after - before) <= least) {
        return 0;
      }
      return after > FACTOR * before ? 1 : before > FACTOR * after ? -1 : 0;
    }
  }

  /**
   * Compares two lists of findings.
   *
   * @param before of the earlier run
   * @param after of the later run
   * @return what changed
   */
  public static FindingsDiff of(List<Finding> before, List<Finding> after) {
    Map<String, Finding> earlier = new LinkedHashMap<>();
    before.forEach(finding -> earlier.putIfAbsent(finding.id(), finding));
    Map<String, Finding> later = new LinkedHashMap<>();
    after.forEach(finding -> later.putIfAbsent(finding.id(), finding));
    List<Change> worse = new ArrayList<>();
    List<Change> better = new ArrayList<>();
    List<Change> same = new ArrayList<>();
    later.forEach(
        (id, finding) -> {
          Finding known = earlier.get(id);
          if (known != null) {
            Change change = new Change(known, finding);
            int direction = change.direction();
            (direction > 0 ? worse : direction < 0 ? better : same).add(change);
          }
        });
    return new FindingsDiff(without(later, earlier), without(earlier, later), worse, better, same);
  }

  private static List<Finding> without(Map<String, Finding> these, Map<String, Finding> those) {
    return these.values().stream()
        .filter(finding -> !those.containsKey(finding.id()))
        .sorted(
            Comparator.comparingDouble(Finding::shareOfTime).reversed().thenComparing(Finding::id))
        .toList();
  }
}
