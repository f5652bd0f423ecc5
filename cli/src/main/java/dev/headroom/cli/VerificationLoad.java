package dev.headroom.cli;

import dev.headroom.loop.Budget;
import dev.headroom.prove.BudgetCheck;
import dev.headroom.prove.BudgetFile;
import dev.headroom.prove.Limits;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadPlan;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadRun;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import dev.headroom.prove.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** The targets of a verification that need users at once: the service's scenario without writes. */
final class VerificationLoad {

  /** A run that must not be believed says nothing of the service: it is made again. */
  private static final int MOST_TRIES = 3;

  private final ReferenceService service;
  private final VerificationFile file;

  VerificationLoad(ReferenceService service, VerificationFile file) {
    this.service = service;
    this.file = file;
  }

  String words() {
    return String.format(
        Locale.ROOT,
        "Under load: %d users, a pause of %d ms between their requests, %d s after %d s of warm-up; the"
            + " mix of scenario.yml without %s.",
        file.users(),
        file.pause().toMillis(),
        file.length().toSeconds(),
        file.warmUp().toSeconds(),
        String.join(", ", file.leaveOut()));
  }

  /** Of what is sent. */
  List<Budget> budgets() throws IOException {
    Set<String> sent =
        scenario().groups().stream().map(Scenario.Group::name).collect(Collectors.toSet());
    return BudgetFile.read(service.budgets(Home.checkout())).stream()
        .filter(budget -> budget.endpoint().equals("*") || sent.contains(budget.endpoint()))
        .toList();
  }

  private Scenario scenario() throws IOException {
    return Scenario.read(service.scenario(Home.checkout())).without(file.leaveOut());
  }

  /**
   * Loads it.
   *
   * @param begins called when the warm-up is over, for what the service counts itself
   */
  LoadReport run(Target target, Runnable begins) throws IOException, InterruptedException {
    Scenario scenario = scenario();
    LoadPlan plan =
        new LoadPlan(
            true,
            Load.Spacing.POISSON,
            file.pause(),
            List.of(
                new LoadPlan.Phase(
                    "warm-up", LoadPlan.Kind.WARM_UP, file.warmUp(), file.users(), file.users()),
                new LoadPlan.Phase(
                    "steady", LoadPlan.Kind.STEADY, file.length(), file.users(), file.users())));
    LoadRun.Options options =
        new LoadRun.Options(
            target,
            Wire.PLAIN,
            Preparation.prepare(target, scenario, Wire.PLAIN),
            plan,
            1,
            target.isLoopback() ? Limits.SHARED : Limits.STRICT,
            false,
            null,
            budgets(),
            "",
            null);
    LoadReport report = once(options, begins);
    for (int i = 1; i < MOST_TRIES && !report.invalid().isEmpty(); i++) {
      report = once(options, begins);
    }
    return report;
  }

  private static LoadReport once(LoadRun.Options options, Runnable begins)
      throws IOException, InterruptedException {
    AtomicBoolean begun = new AtomicBoolean();
    return new LoadRun(
            options,
            interval -> {
              if (interval.phase().equals("steady") && begun.compareAndSet(false, true)) {
                begins.run();
              }
            })
        .run();
  }

  /** A hit rate as the service's own counters tell it, which a load does not see. */
  static BudgetCheck hits(BudgetCheck check, double share) {
    return check.budget().measure() == Budget.Measure.HIT_RATE && share >= 0
        ? new BudgetCheck(
            check.budget(),
            share >= check.budget().limit() ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL,
            share,
            "",
            Map.of())
        : check;
  }
}
