package dev.headroom.cli;

import dev.headroom.loop.Budget;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Profile;
import dev.headroom.loop.Scope;
import dev.headroom.loop.Verdict;
import dev.headroom.prove.Arm;
import dev.headroom.prove.Attribution;
import dev.headroom.prove.Block;
import dev.headroom.prove.BlockRunner;
import dev.headroom.prove.BudgetCheck;
import dev.headroom.prove.Calibration;
import dev.headroom.prove.Integrity;
import dev.headroom.prove.JUnitXml;
import dev.headroom.prove.Limits;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.PreparedScenario;
import dev.headroom.prove.ProcessCpu;
import dev.headroom.prove.Report;
import dev.headroom.prove.ReportBuilder;
import dev.headroom.prove.ReportHtml;
import dev.headroom.prove.ReportJson;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.ScenarioEndpoints;
import dev.headroom.prove.ServiceClient;
import dev.headroom.prove.Target;
import dev.headroom.prove.WorkMeter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A proof on what runs already: one service whose fixes are switched, or two deployments side by
 * side. The load alternates between the arms in blocks of random order, so that what else changes
 * on the machines meets both.
 */
final class Deployed {

  private static final int ANSWERS = 10;
  private static final String BEFORE = "before";
  private static final String AFTER = "after";

  /**
   * What is asked for.
   *
   * @param before the service, or the first deployment
   * @param after the other deployment, or null
   * @param fixes to switch
   * @param token for Headroom's own addresses, or empty
   * @param pid of the service's process here, or null
   * @param scenario file of the load
   * @param pace how long the parts take
   * @param rate per second, or 0 for 60 % of the first arm's capacity
   * @param allowed hosts besides this machine
   * @param budgets that the second arm must hold
   * @param seed of everything random
   * @param out folder of the report
   * @param command what was typed
   */
  record Request(
      String before,
      @Nullable String after,
      List<String> fixes,
      String token,
      @Nullable Long pid,
      Path scenario,
      Pace pace,
      double rate,
      Set<String> allowed,
      List<Budget> budgets,
      long seed,
      Path out,
      String command) {}

  /** One deployment. */
  private record Place(
      Target target,
      PreparedScenario prepared,
      LoadEngine engine,
      WorkMeter meter,
      @Nullable ServiceClient client) {}

  private final Request request;
  private final Steps steps;
  private final Instant startedAt = Clock.systemUTC().instant();
  private final List<AutoCloseable> open = new ArrayList<>();

  Deployed(Request request, Steps steps) {
    this.request = request;
    this.steps = steps;
  }

  /** Why the proof does not end well: nothing may be taken as "no slower" that was not shown. */
  static String fault(Report report) {
    return report.comparisons().stream()
        .flatMap(comparison -> comparison.faults().stream())
        .findFirst()
        .orElse("");
  }

  /** Whether any measure of any group was judged slower. */
  static boolean slower(Report report) {
    return report.comparisons().stream()
        .flatMap(comparison -> comparison.lines().stream())
        .anyMatch(line -> line.proof().effect().verdict() == Verdict.SLOWER);
  }

  Report run() throws Exception {
    Scenario scenario = Scenario.read(request.scenario());
    try {
      return request.after() == null ? fixes(scenario) : sides(scenario, request.after());
    } finally {
      for (AutoCloseable one : open.reversed()) {
        one.close();
      }
    }
  }

  private Place place(String url, Scenario scenario, boolean needed) throws Exception {
    Target target = Target.of(url, request.allowed());
    PreparedScenario prepared =
        steps.run("Signing in at " + target.base(), () -> Preparation.prepare(target, scenario));
    ServiceClient client = null;
    if (needed || !request.token().isEmpty()) {
      client = new ServiceClient(target.base());
      open.add(client);
      client.useToken(request.token());
    }
    Map<String, ProcessHandle> processes = new HashMap<>();
    if (request.pid() != null) {
      long pid = request.pid();
      processes.put(
          "service",
          ProcessHandle.of(pid)
              .orElseThrow(
                  () -> new IllegalArgumentException("no process " + pid + " on this machine")));
    }
    LoadEngine engine = new LoadEngine(target, prepared);
    open.add(engine);
    return new Place(
        target, prepared, engine, new WorkMeter(client, new ProcessCpu(processes)), client);
  }

  private Report fixes(Scenario scenario) throws Exception {
    Place place = place(request.before(), scenario, true);
    ServiceClient client = java.util.Objects.requireNonNull(place.client());
    List<ServiceClient.SwitchableFix> found = client.fixes();
    List<Fix> offered = found.stream().map(ServiceClient.SwitchableFix::fix).toList();
    Arms.refuseUnknown(offered, request.fixes());
    for (Fix fix : offered) {
      if (request.fixes().contains(fix.id()) && fix.scope() != Scope.REQUEST) {
        throw new IllegalArgumentException(
            "fix '"
                + fix.id()
                + "' cannot be switched while the service runs ("
                + fix.scope()
                + ")");
      }
    }
    Set<String> asFound =
        new LinkedHashSet<>(
            found.stream()
                .filter(ServiceClient.SwitchableFix::on)
                .map(ServiceClient.SwitchableFix::id)
                .toList());
    Set<String> others = new LinkedHashSet<>(asFound);
    request.fixes().forEach(others::remove);
    Set<String> all = new LinkedHashSet<>(others);
    all.addAll(request.fixes());
    Arm before = new Arm(BEFORE, others);
    Arm after = new Arm(AFTER, all);
    try (RestoredFixes switching = new RestoredFixes(client, asFound)) {
      double rate = rate(scenario, place, () -> switching.to(before));
      Flames flames =
          new Flames(client, place.engine(), rate, request.pace().observe(), request.seed());
      List<Profile> without = steps.run("Sampling for flame graphs", flames::sample);
      switching.to(after);
      warm(scenario, place, rate);
      steps.run(
          "Sampling the other arm",
          () -> {
            String title = "without and with " + String.join(", ", request.fixes());
            List<Profile> with = flames.sample();
            Files.createDirectories(request.out());
            steps.outcome(Flames.write(request.out(), title, without, with));
            return true;
          });
      List<Finding> findings = client.findings();
      Integrity.Result same =
          compare(new Integrity(place.target(), place.prepared()), switching, before, after);
      BlockRunner.Options options = options(rate, request.pace().rounds());
      List<Block> blocks =
          measure(
              "Measuring in blocks",
              progress ->
                  new BlockRunner(place.engine(), switching, place.meter(), options, progress)
                      .run(List.of(before, after)));
      List<String> factors =
          request.fixes().stream()
              .limit(request.fixes().size() > 1 ? request.pace().factors() : 0)
              .toList();
      if (!factors.isEmpty()) {
        blocks.addAll(apart(place, switching, others, factors, rate));
      }
      return report(scenario, blocks, rate, same, before, after, factors, findings, offered);
    }
  }

  private List<Block> apart(
      Place place, Arm.Switch switching, Set<String> others, List<String> factors, double rate)
      throws Exception {
    List<Arm> design =
        Attribution.rows(factors).stream()
            .map(
                row -> {
                  Set<String> on = new LinkedHashSet<>(others);
                  request.fixes().stream().filter(id -> !factors.contains(id)).forEach(on::add);
                  on.addAll(row.on());
                  return new Arm(row.arm(), on);
                })
            .toList();
    BlockRunner.Options options =
        new BlockRunner.Options(
            rate,
            request.pace().factorBlock(),
            request.pace().settle(),
            request.pace().factorRounds(),
            request.seed(),
            limits(request));
    return measure(
        "Telling the fixes apart",
        progress ->
            new BlockRunner(place.engine(), switching, place.meter(), options, progress)
                .run(design));
  }

  private Report sides(Scenario scenario, String other) throws Exception {
    Place first = place(request.before(), scenario, false);
    Place second = place(other, scenario, false);
    Arm before = new Arm(BEFORE, Set.of());
    Arm after = new Arm(AFTER, Set.of(AFTER));
    double rate = rate(scenario, first, () -> {});
    warm(scenario, second, rate);
    Integrity.Result same =
        compare(
            new Integrity(
                Map.of(
                    before, new Integrity.Side(first.target(), first.prepared()),
                    after, new Integrity.Side(second.target(), second.prepared()))),
            arm -> {},
            before,
            after);
    Map<Arm, BlockRunner.Side> sides =
        Map.of(
            before, new BlockRunner.Side(first.engine(), first.meter()),
            after, new BlockRunner.Side(second.engine(), second.meter()));
    BlockRunner.Options options = options(rate, request.pace().rounds());
    List<Block> blocks =
        measure(
            "Measuring in blocks",
            progress -> new BlockRunner(sides, options, progress).run(List.of(before, after)));
    return report(scenario, blocks, rate, same, before, after, List.of(), List.of(), List.of());
  }

  private interface Ready {
    void now() throws Exception;
  }

  /** Of the first arm, warm: no arm is measured beyond its knee unless it is the slower one. */
  private double rate(Scenario scenario, Place place, Ready ready) throws Exception {
    ready.now();
    Calibration calibration = new Calibration(place.engine(), scenario, request.seed());
    steps.run(
        "Warming up", () -> calibration.warmUp(request.rate(), request.pace().warmUp()).level());
    if (request.rate() > 0) {
      return request.rate();
    }
    return steps.run(
        "Finding its capacity",
        () -> {
          Calibration.Capacity capacity = calibration.capacity(request.pace().capacity());
          if (capacity.perSecond() <= 0) {
            throw new IllegalArgumentException(
                place.target().base()
                    + ": none of "
                    + capacity.requests()
                    + " requests was answered as expected; try headroom load with the scenario");
          }
          steps.outcome(String.format("%.0f requests/s", capacity.perSecond()));
          return capacity.rate();
        });
  }

  private void warm(Scenario scenario, Place place, double rate) throws Exception {
    steps.run(
        "Warming up the other arm",
        () ->
            new Calibration(place.engine(), scenario, request.seed())
                .warmUp(rate, request.pace().warmArm())
                .level());
  }

  private Integrity.Result compare(Integrity integrity, Arm.Switch switching, Arm before, Arm after)
      throws Exception {
    return steps.run(
        "Comparing answers",
        () -> {
          Integrity.Result result =
              integrity.check(switching, List.of(before, after), ANSWERS, request.seed());
          steps.outcome(
              result.checked() + " compared, " + result.differences().size() + " different");
          return result;
        });
  }

  /** What else runs for the service is not known, so no use of the machine is others'. */
  private static Limits limits(Request request) {
    boolean here = Target.of(request.before(), request.allowed()).isLoopback();
    return (here ? Limits.SHARED : Limits.STRICT).withoutForeign();
  }

  private BlockRunner.Options options(double rate, int rounds) {
    return new BlockRunner.Options(
        rate,
        request.pace().block(),
        request.pace().settle(),
        rounds,
        request.seed(),
        limits(request));
  }

  private interface Measuring {
    List<Block> run(java.util.function.Consumer<BlockRunner.Progress> progress) throws Exception;
  }

  private List<Block> measure(String name, Measuring measuring) throws Exception {
    return steps.run(
        name,
        () -> {
          List<Block> blocks =
              measuring.run(
                  progress -> steps.progress(progress.done() + " of " + progress.of() + " blocks"));
          long invalid = blocks.stream().filter(block -> !block.invalid().isEmpty()).count();
          steps.outcome(
              blocks.size()
                  + " blocks"
                  + (invalid == 0 ? "" : ", " + invalid + " not to be believed"));
          return new ArrayList<>(blocks);
        });
  }

  private Report report(
      Scenario scenario,
      List<Block> blocks,
      double rate,
      Integrity.Result same,
      Arm before,
      Arm after,
      List<String> factors,
      List<Finding> findings,
      List<Fix> known)
      throws Exception {
    ReportBuilder report =
        new ReportBuilder(scenario.name(), blocks)
            .arm(BEFORE, "Before", before.on())
            .arm(AFTER, "After", request.after() == null ? after.on() : Set.of())
            .compare(BEFORE, AFTER)
            .run(request.command(), startedAt, request.seed())
            .load(
                new Report.Load(
                    "open, Poisson",
                    rate,
                    request.rate() > 0 ? -1 : Calibration.SHARE,
                    request.pace().block().toMillis() / 1000.0,
                    request.pace().rounds(),
                    ScenarioEndpoints.of(scenario, List.of())))
            .attributed(factors)
            .findings(findings, known)
            .budgets(request.budgets(), AFTER)
            .integrity(
                same.checked(),
                same.differences().stream()
                    .map(d -> new Report.Integrity.Difference(d.request(), d.arms(), d.detail()))
                    .toList());
    steps.done().forEach(step -> report.step(step.name(), step.seconds()));
    Report built = report.build();
    Files.createDirectories(request.out());
    ReportJson.write(built, request.out().resolve("report.json"));
    ReportHtml.write(built, request.out().resolve("report.html"));
    Files.writeString(
        request.out().resolve("junit.xml"),
        JUnitXml.text("headroom prove " + built.service(), steps.totalSeconds(), cases(built)));
    return built;
  }

  private static List<JUnitXml.Case> cases(Report report) {
    List<JUnitXml.Case> cases = new ArrayList<>();
    boolean equal = report.integrity().differences().isEmpty();
    cases.add(
        new JUnitXml.Case(
            "both arms give the same answers",
            report.integrity().checked() == 0
                ? BudgetCheck.State.NOT_JUDGED
                : equal ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL,
            report.integrity().checked() == 0
                ? "no GET of the scenario could be compared"
                : equal ? "" : report.integrity().differences().get(0).toString()));
    cases.add(
        new JUnitXml.Case(
            "nothing is slower",
            slower(report) ? BudgetCheck.State.FAIL : BudgetCheck.State.PASS,
            "see report.html"));
    String fault = fault(report);
    cases.add(
        new JUnitXml.Case(
            "the arms could be compared, and the second fails no more often",
            fault.isEmpty() ? BudgetCheck.State.PASS : BudgetCheck.State.FAIL,
            fault));
    cases.addAll(JUnitXml.of(report.budgets()));
    return cases;
  }
}
