package dev.headroom.traces;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import java.util.List;
import java.util.Set;

/**
 * What traces show, and what they cannot tell.
 *
 * @param observations what was seen; an endpoint carries its service ({@code GET /orders @shop})
 *     where there are several
 * @param withoutBinds statements of endpoints whose binds are not in the traces
 * @param notes what was wrong with the traces and what therefore cannot be told, in sentences
 * @param spans spans that were read
 */
public record TracedWindow(
    Observations observations, Set<Ran> withoutBinds, List<String> notes, long spans) {

  /** Copies the collections. */
  public TracedWindow {
    withoutBinds = Set.copyOf(withoutBinds);
    notes = List.copyOf(notes);
  }

  /**
   * A statement as one endpoint ran it.
   *
   * @param endpoint the endpoint's name in the observations
   * @param fingerprint the statement
   */
  public record Ran(String endpoint, String fingerprint) {}

  /**
   * Takes back from findings what these traces do not bear out: without binds an N+1 is a
   * candidate, and its sentence says that the keys may be the same.
   *
   * @param findings made of the observations
   * @return the findings to show, in the same order
   */
  public List<Finding> qualified(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                finding.kind() == FindingKind.N_PLUS_ONE
                        && withoutBinds.contains(new Ran(finding.endpoint(), finding.statement()))
                    ? candidate(finding)
                    : finding)
        .toList();
  }

  private static Finding candidate(Finding f) {
    Evidence e = f.evidence();
    return new Finding(
        f.id(),
        f.kind(),
        f.endpoint(),
        f.statement(),
        f.codeLine(),
        f.shareOfTime(),
        f.confidence() == Confidence.HIGH ? Confidence.MEDIUM : f.confidence(),
        f.savingNanosPerRequest(),
        f.summary().replace(" with other keys", " (with other keys or with the same)"),
        f.remedy() + " If the keys turn out to be the same, read once and hand the result on.",
        new Evidence(
            e.executions(),
            e.perRequest(),
            e.meanNanos(),
            e.maxNanos(),
            -1,
            e.rowsRead(),
            e.rowsReturned(),
            e.planBefore(),
            e.planAfter(),
            (e.detail() + " The binds are not in the traces: whether the keys differ is not told.")
                .strip()),
        f.patch());
  }
}
