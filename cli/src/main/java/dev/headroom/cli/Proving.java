package dev.headroom.cli;

import dev.headroom.advise.Advice;
import dev.headroom.advise.AdviceOptions;
import dev.headroom.devservices.DevRedis;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.loop.Budget;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.StatementObservation;
import dev.headroom.prove.Arm;
import dev.headroom.prove.Block;
import dev.headroom.prove.BlockRunner;
import dev.headroom.prove.BudgetFile;
import dev.headroom.prove.Calibration;
import dev.headroom.prove.Integrity;
import dev.headroom.prove.Limits;
import dev.headroom.prove.Load;
import dev.headroom.prove.Report;
import dev.headroom.prove.ReportBuilder;
import dev.headroom.prove.ReportHtml;
import dev.headroom.prove.ReportJson;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.ScenarioEndpoints;
import dev.headroom.prove.ServiceClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The loop on a reference service, from nothing running to a report: observe, diagnose, advise,
 * fix, prove.
 *
 * <p>Arms differ by flags read per request and by the indexes that the planner sees ({@code
 * docs/decisions/0002}), in one process on a fresh copy of the data, which never restarts; where
 * that cannot be, in several ({@link Places}). The load is what the service's scenario says, at 60
 * % of the capacity measured as found, so that no arm is measured beyond its knee.
 */
final class Proving {

  static final String AS_FOUND = "as-found";
  static final String BASELINE = "baseline";
  static final String ALL = "all";

  /** Requests of each reading step whose answers are compared between arms. */
  private static final int ANSWERS = 10;

  /**
   * What is asked for.
   *
   * @param service which
   * @param home the checkout
   * @param out folder of the report
   * @param scenario file of the load
   * @param pace how long the parts take
   * @param port of the service, 0 for a free one
   * @param seed of everything random
   * @param only fixes to prove, empty for all that answer a finding
   * @param command what was typed, for the report
   */
  record Request(
      ReferenceService service,
      Path home,
      Path out,
      Path scenario,
      Pace pace,
      int port,
      long seed,
      List<String> only,
      String command) {}

  private final Request request;
  private final Steps steps;
  private final Instant startedAt = Clock.systemUTC().instant();

  Proving(Request request, Steps steps) {
    this.request = request;
    this.steps = steps;
  }

  Report run() throws Exception {
    // Read before anything is started: bad input should not cost a start.
    Scenario scenario = Scenario.read(request.scenario());
    List<Budget> budgets = BudgetFile.read(request.service().budgets(request.home()));
    Set<String> verified = verified();
    Files.createDirectories(request.out());
    try (Running running = Running.start(request.service(), request.home(), steps);
        Places places = new Places(request, running, scenario, steps)) {
      running.partial("nothing was measured yet; logs are in " + request.out());
      return loop(running, places, scenario, budgets, verified);
    }
  }

  private Report loop(
      Running running, Places places, Scenario scenario, List<Budget> budgets, Set<String> verified)
      throws Exception {
    Pace pace = request.pace();
    Map<String, Double> capacity = new LinkedHashMap<>();
    Place found = places.asFound();
    ServiceClient client = found.client();

    List<Fix> offered = client.fixes().stream().map(ServiceClient.SwitchableFix::fix).toList();
    Arms.refuseUnknown(offered, request.only());
    client.switchTo(Set.of());
    steps.run("Warming up as found", () -> warm(found, 0, pace.warmUp()));
    capacity.put(AS_FOUND, steps.run("Finding its capacity", () -> capacity(found)));
    double rate = Calibration.SHARE * capacity.get(AS_FOUND);

    client.clearObservations();
    steps.run(
        "Observing under load",
        () -> {
          Duration time = pace.observe(rate);
          found.engine().run(new Load.Open(rate, Load.Spacing.POISSON, time, request.seed()));
          steps.outcome(
              String.format(
                  "%.0f requests/s, 60 %% of its capacity, for %d s", rate, time.toSeconds()));
          return true;
        });
    Observations seen = client.observations();
    List<Finding> named = new ArrayList<>(client.findings());
    List<StatementObservation> workload = client.workload();
    List<Profile> asFound = client.profiles();
    Backing.Advised advised =
        steps.run(
            "Advising indexes on a scratch copy",
            () -> advise(running, found.service().database(), workload));
    Advice advice = advised.advice();
    long requestNanos = seen.endpoints().stream().mapToLong(e -> e.totalNanos()).sum();
    named.addAll(advice.findings(requestNanos));
    named.addAll(advised.superfluous());
    List<Finding> findings = Diagnosis.ranked(named);
    running.partial(Partial.write(request.out(), findings));

    Arms arms = Arms.of(offered, findings, advice, request.only());
    List<String> factors = arms.factors(pace.factors());
    try (Indexes indexes =
        steps.run("Building indexes, advised and by hand", () -> build(running, found, advice))) {
      places.are(arms, indexes);
      places.start(arms.three());
      boolean ownCopies = running.backing().ownCopies();
      // Data that are copies of the same seed are the same until something is written.
      Integrity.Result same = ownCopies ? compare(places, arms) : null;
      for (Arm arm : ownCopies ? arms.three() : List.of(arms.baseline(), arms.all())) {
        places.to(arm);
        Place place = places.of(arm);
        steps.run("Warming up " + arm.name(), () -> warm(place, rate, pace.warmArm()));
        if (!arm.equals(arms.asFound())) {
          capacity.put(arm.name(), steps.run("Finding its capacity", () -> capacity(place)));
        }
      }
      Integrity.Result compared = same == null ? compare(places, arms) : same;
      List<Block> blocks =
          steps.run(
              "Measuring in blocks: as found, baseline, all",
              () -> blocks(places, rate, pace.block(), pace.settle(), pace.rounds(), arms.three()));
      if (!factors.isEmpty()) {
        List<Arm> design = arms.design(factors);
        warmNew(places, design, rate);
        blocks.addAll(
            steps.run(
                "Telling the fixes apart",
                () ->
                    blocks(
                        places,
                        rate,
                        pace.factorBlock(),
                        pace.settle(),
                        pace.factorRounds(),
                        design)));
      }
      List<Block> alone = new ArrayList<>();
      if (!pace.oneUser().isZero()) {
        alone.addAll(
            steps.run(
                "One user alone",
                () -> blocks(places, 0, pace.oneUser(), pace.settle(), 1, arms.three())));
      }
      steps.run(
          "Sampling all fixes for flame graphs",
          () -> {
            places.to(arms.all());
            Place all = places.of(arms.all());
            List<Profile> fixed =
                new Flames(all.client(), all.engine(), rate, pace.observe(), request.seed())
                    .sample();
            String title = request.service().name() + ", as found and with all fixes";
            steps.outcome(Flames.write(request.out(), title, asFound, fixed));
            return true;
          });
      ReportBuilder report =
          new ReportBuilder(request.service().name(), blocks)
              .arm(AS_FOUND, "As found", arms.asFound().on())
              .arm(BASELINE, "Competent baseline", arms.baseline().on())
              .arm(ALL, "All fixes", arms.all().on())
              .compare(AS_FOUND, ALL)
              .compare(BASELINE, ALL)
              .compare(AS_FOUND, BASELINE)
              .run(request.command(), startedAt, request.seed())
              .load(
                  new Report.Load(
                      "open, Poisson",
                      rate,
                      Calibration.SHARE,
                      pace.block().toMillis() / 1000.0,
                      pace.rounds(),
                      ScenarioEndpoints.of(
                          scenario, seen.endpoints().stream().map(e -> e.endpoint()).toList())))
              .oneUser(alone)
              .attributed(factors)
              .findings(findings, arms.known())
              .budgets(budgets, ALL)
              .judgedElsewhere(verified, "headroom verify " + request.service().name())
              .integrity(
                  compared.checked(),
                  compared.differences().stream()
                      .map(d -> new Report.Integrity.Difference(d.request(), d.arms(), d.detail()))
                      .toList());
      capacity.forEach(report::capacity);
      steps.done().forEach(step -> report.step(step.name(), step.seconds()));
      return write(report.build());
    }
  }

  private Integrity.Result compare(Places places, Arms arms) throws Exception {
    Map<Arm, Integrity.Side> sides = new LinkedHashMap<>();
    for (Arm arm : arms.three()) {
      Place place = places.of(arm);
      sides.put(arm, new Integrity.Side(place.target(), place.prepared()));
    }
    return steps.run(
        "Comparing answers of all arms",
        () -> {
          Integrity.Result result =
              new Integrity(sides).check(places, arms.three(), ANSWERS, request.seed());
          steps.outcome(
              result.checked() + " compared, " + result.differences().size() + " different");
          return result;
        });
  }

  /** Arms that tell fixes apart may need processes that no arm of the three has. */
  private void warmNew(Places places, List<Arm> design, double rate) throws Exception {
    Set<Place> warm = new HashSet<>(places.all());
    places.start(design);
    for (Arm arm : design) {
      Place place = places.of(arm);
      if (warm.add(place)) {
        places.to(arm);
        steps.run("Warming it up", () -> warm(place, rate, request.pace().warmArm()));
      }
    }
  }

  /** Budgets that a verification judges: its load is not bounded by what is done as found. */
  private Set<String> verified() throws Exception {
    ReferenceService service = request.service();
    VerificationFile file = VerificationFile.read(service.verification(request.home()));
    return new VerificationLoad(service, file)
        .budgets().stream().map(Budget::id).collect(Collectors.toSet());
  }

  private Report write(Report measured) throws Exception {
    Report report = measured.withPromises(PromiseFile.add(request.out(), measured, System.err));
    ReportJson.write(report, request.out().resolve("report.json"));
    ReportHtml.write(report, request.out().resolve("report.html"));
    Partial.remove(request.out());
    return report;
  }

  private boolean warm(Place place, double rate, Duration most) throws InterruptedException {
    Calibration.Warmth warmth = place.calibration().warmUp(rate, most);
    steps.outcome(warmth.level() ? "level" : "not level yet after " + most.toSeconds() + " s");
    return warmth.level();
  }

  private double capacity(Place place) throws InterruptedException {
    Calibration.Capacity capacity = place.calibration().capacity(request.pace().capacity());
    steps.outcome(String.format("%.0f requests/s", capacity.perSecond()));
    return capacity.perSecond();
  }

  private Backing.Advised advise(
      Running running, String database, List<StatementObservation> workload) throws Exception {
    Backing.Advised advised =
        running
            .backing()
            .advise(
                database,
                workload,
                AdviceOptions.defaults().within(request.pace().advise()),
                steps::progress);
    steps.outcome(
        advised.advice().indexes().size()
            + " advised, "
            + advised.advice().refused().size()
            + " considered and refused");
    return advised;
  }

  private Indexes build(Running running, Place found, Advice advice) throws Exception {
    Path byHand = request.service().indexesByHand(request.home());
    boolean ownCopies = running.backing().ownCopies();
    Indexes indexes =
        ownCopies
            ? Indexes.listed(byHand, advice)
            : Indexes.build(
                running.backing().url(found.service().database()), byHand, advice, steps::progress);
    steps.outcome(
        indexes.advised()
            + " advised, "
            + indexes.byHand()
            + " by hand; "
            + (ownCopies ? "built on the arms' copies" : "hidden until an arm shows them"));
    return indexes;
  }

  private List<Block> blocks(
      Places places, double rate, Duration block, Duration settle, int rounds, List<Arm> arms)
      throws Exception {
    Map<Arm, BlockRunner.Side> sides = new HashMap<>();
    for (Arm arm : arms) {
      Place place = places.of(arm);
      sides.put(arm, new BlockRunner.Side(place.engine(), place.meter()));
    }
    BlockRunner.Options options =
        new BlockRunner.Options(rate, block, settle, rounds, request.seed(), Limits.SHARED);
    int[] invalid = new int[1];
    List<Block> blocks =
        new BlockRunner(
                sides,
                places,
                options,
                progress -> {
                  invalid[0] += progress.block().invalid().isEmpty() ? 0 : 1;
                  steps.progress(progress.done() + " of " + progress.of() + " blocks");
                })
            .run(arms);
    steps.outcome(
        blocks.size()
            + " blocks"
            + (invalid[0] == 0 ? "" : ", " + invalid[0] + " not to be believed"));
    return new ArrayList<>(blocks);
  }

  /** A free port unless one was asked for. */
  static int port(int asked) {
    return asked == 0 ? DevRedis.freePort() : asked;
  }
}
