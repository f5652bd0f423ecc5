package dev.headroom.prove;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a running reference service was found to do, target by target, and whether it is ready;
 * {@code headroom verify} writes it as JSON and as a page.
 *
 * @param version of this shape
 * @param kind {@code verify}
 * @param service name of the service
 * @param base its address
 * @param startedAt ISO 8601, UTC
 * @param command what was typed
 * @param machine where it was verified
 * @param holds whether every check holds
 * @param checks what was asked, in order
 * @param load what was sent for the targets under load, in words; empty if nothing
 * @param targets what the service must do, and what it does
 * @param fixes what makes it so, and what each brings
 * @param proof of which run the impact is, in words; empty without one
 * @param readiness whether it is ready, and why not
 */
public record VerificationReport(
    int version,
    String kind,
    String service,
    String base,
    String startedAt,
    String command,
    Report.Machine machine,
    boolean holds,
    List<Check> checks,
    String load,
    List<Target> targets,
    List<Fix> fixes,
    String proof,
    Readiness readiness) {

  /** Copies. */
  public VerificationReport {
    checks = List.copyOf(checks);
    targets = List.copyOf(targets);
    fixes = List.copyOf(fixes);
  }

  /**
   * One thing that was asked.
   *
   * @param name of the check
   * @param holds whether it is as it must be
   * @param millis how long the check took
   * @param detail what came
   */
  public record Check(String name, boolean holds, double millis, String detail) {}

  /**
   * What the service must do.
   *
   * @param id unlike the others'
   * @param requirement that asks for it
   * @param says what is asked for
   * @param measured in words
   * @param state whether it holds
   * @param reason why it is not judged, or empty
   * @param score 1 when it holds, less by how far it is missed; -1 if not judged
   * @param fixes ids of those that it rests on
   */
  public record Target(
      String id,
      String requirement,
      String says,
      String measured,
      BudgetCheck.State state,
      String reason,
      double score,
      List<String> fixes) {

    /** A check as a target. */
    public static Target of(Check check, String requirement, String says, List<String> fixes) {
      return new Target(
          check.name(),
          requirement,
          says,
          check.detail(),
          check.holds() ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL,
          "",
          check.holds() ? 1 : 0,
          fixes);
    }

    /** A budget as a target. */
    public static Target of(BudgetCheck check, String requirement, List<String> fixes) {
      double limit = check.budget().limit();
      double measured = check.measured();
      double held =
          check.budget().measure().isMinimum() ? measured / limit : limit / measured; // NaN: 0 / 0
      return new Target(
          check.budget().id(),
          requirement,
          (check.budget().endpoint().equals("*") ? "all requests" : check.budget().endpoint())
              + ": "
              + BudgetWords.measure(check.budget())
              + " "
              + BudgetWords.limit(check.budget()),
          measured < 0 ? "" : BudgetWords.value(check.budget(), measured),
          check.state(),
          check.reason(),
          check.state() == BudgetCheck.State.NOT_JUDGED
              ? -1
              : check.state() == BudgetCheck.State.PASS ? 1 : Math.clamp(held, 0, 1),
          fixes);
    }

    /**
     * The judged arm's capacity against that of the service as found, as a proof measured both.
     *
     * @param least how many times as much it must be
     */
    public static Target capacity(Report proof, String id, String requirement, double least) {
      double before = capacity(proof, "as-found");
      double after = capacity(proof, proof.judgedArm());
      boolean known = before > 0 && after >= 0;
      double times = known ? after / before : -1;
      return new Target(
          id,
          requirement,
          String.format(
              Locale.ROOT, "capacity at least %.0f times that of the arm as found", least),
          known
              ? String.format(
                  Locale.ROOT, "%.1f times: %.0f/s, as found %.0f/s", times, after, before)
              : "",
          known
              ? times >= least ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL
              : BudgetCheck.State.NOT_JUDGED,
          known ? "" : "the proof did not measure the capacity of both arms",
          known ? Math.clamp(times / least, 0, 1) : -1,
          List.of());
    }

    private static double capacity(Report proof, String arm) {
      return proof.arm(arm).map(ReportArm::capacityPerSecond).orElse(-1.0);
    }
  }

  /**
   * Something that makes the service fast.
   *
   * @param id of the fix
   * @param title as the service tells it
   * @param on whether it is on in the running service
   * @param how it does it
   * @param code the classes that do it
   * @param settings that it has
   * @param page that tells about it
   * @param impacts what a proof measured of it
   */
  public record Fix(
      String id,
      String title,
      boolean on,
      String how,
      List<String> code,
      List<String> settings,
      String page,
      List<Impact> impacts) {}

  /**
   * What a figure does when a fix is off: off / on, over all settings of the other fixes.
   *
   * @param group of the scenario, or {@code *}
   * @param measure such as {@code cpu-per-request}
   * @param ratio how many times as much without it
   * @param low lower end of its 95 % interval
   * @param high upper end
   * @param shown whether the interval excludes 1
   */
  public record Impact(
      String group, String measure, double ratio, double low, double high, boolean shown) {}

  /**
   * Whether the service may go out.
   *
   * @param ready no reason against it
   * @param reasons against it: targets that do not hold or were not judged, fixes that are off
   * @param reservations what nobody asked for here
   * @param health 0 to 100: the geometric mean of the judged targets' scores, so that one that is
   *     missed altogether cannot be averaged away; -1 if none was judged
   * @param worst id of the target that is missed by most; empty if none is
   */
  public record Readiness(
      boolean ready, List<String> reasons, List<String> reservations, double health, String worst) {

    /**
     * Judges.
     *
     * @param targets what was measured
     * @param fixes of the running service
     * @param proof a proof of this service, if there is one
     * @param service its name
     */
    public static Readiness of(
        List<Target> targets, List<Fix> fixes, Optional<Report> proof, String service) {
      List<String> reasons = new ArrayList<>();
      List<String> reservations = new ArrayList<>();
      Map<String, List<String>> unjudged = new LinkedHashMap<>();
      for (Target target : targets) {
        switch (target.state()) {
          case FAIL ->
              reasons.add(target.id() + ": " + target.says() + ", but: " + target.measured());
          case NOT_JUDGED ->
              unjudged.computeIfAbsent(target.reason(), why -> new ArrayList<>()).add(target.id());
          case PASS -> {}
        }
      }
      // What was not shown does not pass for what holds.
      unjudged.forEach(
          (why, ids) -> reasons.add("not judged, " + why + ": " + String.join(", ", ids)));
      for (Fix fix : fixes) {
        List<String> needs =
            targets.stream()
                .filter(target -> target.fixes().contains(fix.id()))
                .map(Target::id)
                .toList();
        if (!fix.on() && !needs.isEmpty()) {
          reasons.add(fix.id() + " is off, on which " + String.join(", ", needs) + " rests");
        }
      }
      proof.ifPresentOrElse(
          report -> ofProof(report, service, reasons, reservations),
          () -> reservations.add("no proof was given: what the fixes bring is not shown here"));
      List<Target> judged = targets.stream().filter(target -> target.score() >= 0).toList();
      Optional<Target> worst =
          judged.stream()
              .filter(target -> target.score() < 1)
              .min(Comparator.comparingDouble(Target::score));
      double health =
          judged.isEmpty()
              ? -1
              : 100
                  * Math.exp(
                      judged.stream().mapToDouble(t -> Math.log(t.score())).average().orElse(0));
      return new Readiness(
          reasons.isEmpty(),
          List.copyOf(reasons),
          List.copyOf(reservations),
          health,
          worst.map(Target::id).orElse(""));
    }

    private static void ofProof(
        Report proof, String service, List<String> reasons, List<String> reservations) {
      if (!proof.service().equals(service)) {
        throw new IllegalArgumentException(
            "the proof is of the service '" + proof.service() + "', not of '" + service + "'");
      }
      int different = proof.integrity().differences().size();
      if (different > 0) {
        reasons.add(
            String.format(
                Locale.ROOT,
                "in the proof %d of %d answers differed between the arms",
                different,
                proof.integrity().checked()));
      }
      for (BudgetCheck check : proof.budgets()) {
        if (check.state() == BudgetCheck.State.FAIL) {
          reasons.add("in the proof the budget " + check.budget().id() + " did not hold");
        }
      }
      if (proof.attribution().parts().isEmpty()) {
        reservations.add(
            "the proof did not measure the fixes one by one"
                + (proof.attribution().notJudged().isEmpty()
                    ? ""
                    : ": " + proof.attribution().notJudged()));
      }
    }
  }

  /**
   * What a proof says of a fix.
   *
   * @param proof the proof
   * @param fix its id
   */
  public static List<Impact> impacts(Report proof, String fix) {
    return proof.attribution().parts().stream()
        .filter(part -> part.fix().equals(fix))
        .map(
            part ->
                new Impact(
                    part.group(),
                    part.measure(),
                    1 / part.effect().ratio(),
                    1 / part.effect().high(),
                    1 / part.effect().low(),
                    part.effect().low() > 1 || part.effect().high() < 1))
        .toList();
  }
}
