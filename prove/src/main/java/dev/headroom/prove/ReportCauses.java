package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Finding;
import java.util.List;
import java.util.Optional;

/**
 * What answering a finding brought, beside what was foretold. The attribution tells it fix by fix;
 * without one only the saving of all fixes together is known, and is said to be that.
 */
record ReportCauses(
    Report.Load load, List<ReportArm> arms, List<Comparison> comparisons, Attribution attribution) {

  Report.Cause of(Finding finding, List<String> fixes) {
    String group =
        load.groups().stream()
            .filter(g -> g.endpoints().contains(finding.endpoint()))
            .map(Report.Load.Group::name)
            .findFirst()
            .orElse("");
    double expected = finding.savingNanosPerRequest() / 1e6;
    double mean =
        arms.isEmpty() ? -1 : arms.get(0).group(group).map(ReportArm.Group::meanMs).orElse(-1.0);
    Optional<Effect> alone = fixes.size() == 1 ? attributed(fixes.get(0), group) : Optional.empty();
    if (mean >= 0 && alone.isPresent()) {
      return cause(finding, fixes, group, expected, mean, alone.get(), Report.Cause.ALONE);
    }
    Optional<Effect> together =
        fixes.isEmpty() || comparisons.isEmpty()
            ? Optional.empty()
            : comparisons.get(0).line(group, "mean").map(line -> line.proof().effect());
    if (mean >= 0 && together.isPresent()) {
      return cause(finding, fixes, group, expected, mean, together.get(), "all fixes together");
    }
    return new Report.Cause(finding, fixes, group, expected, -1, -1, -1, "");
  }

  private Optional<Effect> attributed(String fix, String group) {
    return attribution.parts().stream()
        .filter(p -> p.fix().equals(fix) && p.group().equals(group) && p.measure().equals("mean"))
        .map(Attribution.Part::effect)
        .findFirst();
  }

  private static Report.Cause cause(
      Finding finding,
      List<String> fixes,
      String group,
      double expected,
      double mean,
      Effect effect,
      String basis) {
    return new Report.Cause(
        finding,
        fixes,
        group,
        expected,
        mean * (1 - effect.ratio()),
        mean * (1 - effect.high()),
        mean * (1 - effect.low()),
        basis);
  }
}
