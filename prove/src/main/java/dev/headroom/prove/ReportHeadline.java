package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.prove.BudgetCheck.State;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What people remember of a report: CPU per request against as found and against the competent
 * baseline, p95 of the worst group, budgets. Page and console say the same.
 *
 * @param report the report
 * @param found the first arm, or null without one
 * @param judged the arm that the budgets are for, or null without one
 */
record ReportHeadline(Report report, Optional<ReportArm> found, Optional<ReportArm> judged) {

  static final String CPU = "cpu-per-request";

  static ReportHeadline of(Report report) {
    Optional<ReportArm> first = report.arms().stream().findFirst();
    return new ReportHeadline(report, first, report.arm(report.judgedArm()));
  }

  /** Against as found first. */
  List<Comparison> toJudged() {
    return report.comparisons().stream()
        .filter(comparison -> comparison.after().equals(report.judgedArm()))
        .toList();
  }

  Optional<Comparison> main() {
    return toJudged().stream()
        .filter(c -> found.isPresent() && c.before().equals(found.get().name()))
        .findFirst();
  }

  Optional<Comparison.Line> cpu() {
    return main().flatMap(comparison -> comparison.line("*", CPU));
  }

  /** The sentence above everything. */
  String sentence() {
    if (cpu().isEmpty()) {
      return report.service() + ": nothing could be compared";
    }
    Effect effect = cpu().get().proof().effect();
    String what = report.service() + " with its fixes: ";
    return switch (effect.verdict()) {
      case FASTER, SLOWER -> what + ReportNumbers.words(effect) + " CPU per request";
      case EQUIVALENT -> what + "the same CPU per request within 3 %";
      case INCONCLUSIVE -> what + "no difference in CPU per request was shown";
    };
  }

  /** The group whose p95 is highest in the judged arm. */
  Optional<ReportArm.Group> worst() {
    return judged.flatMap(
        arm ->
            arm.groups().stream()
                .filter(group -> !group.name().equals("*") && group.p95Ms() >= 0)
                .max(Comparator.comparingDouble(ReportArm.Group::p95Ms)));
  }

  /** Groups that may be slower still, but have too few samples for a p95. */
  List<String> withoutP95() {
    return judged
        .map(
            arm ->
                arm.groups().stream()
                    .filter(group -> group.p95Ms() < 0)
                    .map(ReportArm.Group::name)
                    .toList())
        .orElse(List.of());
  }

  /** What that group's p95 was as found; -1 if not known. */
  double worstBefore() {
    return worst()
        .flatMap(group -> found.flatMap(arm -> arm.group(group.name())))
        .map(ReportArm.Group::p95Ms)
        .orElse(-1.0);
  }

  long budgets(State state) {
    return report.budgets().stream().filter(check -> check.state() == state).count();
  }

  String budgetWords() {
    String more = "";
    if (budgets(State.FAIL) > 0) {
      more += ", " + budgets(State.FAIL) + (budgets(State.FAIL) == 1 ? " does not" : " do not");
    }
    if (budgets(State.NOT_JUDGED) > 0) {
      more += ", " + budgets(State.NOT_JUDGED) + " not judged";
    }
    return budgets(State.PASS) + (budgets(State.PASS) == 1 ? " holds" : " hold") + more;
  }

  int validRounds() {
    return main().map(Comparison::validRounds).orElse(0);
  }

  int rounds() {
    return main().map(Comparison::rounds).orElse(0);
  }

  String title(String arm) {
    return report.arm(arm).map(ReportArm::title).orElse(arm);
  }

  /** Title inside a sentence. */
  String lower(String arm) {
    String title = title(arm);
    return title.isEmpty()
        ? arm
        : title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1);
  }
}
