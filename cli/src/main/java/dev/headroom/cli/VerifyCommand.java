package dev.headroom.cli;

import dev.headroom.prove.BudgetCheck;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.Report;
import dev.headroom.prove.ReportJson;
import dev.headroom.prove.ServiceClient;
import dev.headroom.prove.Target;
import dev.headroom.prove.VerificationHtml;
import dev.headroom.prove.VerificationReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom verify SERVICE URL}: requirement P6's program, for each reference service. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies a running reference service: health, sign-in, what it tells of itself, what its cache brings and, of the"
          + " point of sale, updates by WebSocket; then its targets with users at once, and whether it is ready.",
      "",
      "  headroom serve pos --fixes all                              in one terminal",
      "  headroom verify pos --html verification.html                in another",
      "  headroom verify pos --proof headroom-report/report.json     and what each fix brought",
      ""
    },
    footer = {
      "",
      "Ends with 0 when the service is ready (with --no-load: when every check holds), 1 when not, 2 on a"
          + " fault."
    })
final class VerifyCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      description = "Reference service: pos, wellbeing or automations.")
  String service = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "URL",
      description = "Address (default http://127.0.0.1:8080).")
  URI base = URI.create("http://127.0.0.1:8080");

  @Option(names = "--email", description = "Account of an owner (default: the service's own).")
  String email = "";

  @Option(names = "--password", description = "Its password.")
  String password = "";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the result there too: each check with what it came to.")
  @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Writes a page there: targets, what makes them hold, its impact, and readiness.")
  @Nullable Path html;

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description = "report.json of a headroom prove of this service: what each fix brought.")
  @Nullable Path proof;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Allows a host that is not this machine.")
  Set<String> allowed = Set.of();

  @Option(names = "--no-load", description = "Asks only; leaves out the targets under load.")
  boolean noLoad;

  @Spec @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ReferenceService found = ReferenceService.named(service);
    VerificationFile file = VerificationFile.read(found.verification(Home.checkout()));
    Optional<Report> proved =
        proof == null
            ? Optional.empty()
            : Optional.of(ReportJson.read(Home.working().resolve(proof)));
    VerificationLoad load = new VerificationLoad(found, file);
    String started = Clock.systemUTC().instant().toString();
    List<VerificationReport.Check> checked = new ArrayList<>();
    List<VerificationReport.Target> targets = new ArrayList<>();
    List<VerificationReport.Fix> fixes;
    boolean loaded;
    try (Verification verification =
        Verification.of(
            found.name(),
            base,
            email.isEmpty() ? found.ownerEmail() : email,
            password.isEmpty() ? found.ownerPassword() : password)) {
      for (Verification.Check check : verification.checks()) {
        checked.add(run(check));
      }
      checked.forEach(check -> targets.add(target(file, check)));
      loaded = !noLoad && !verification.token().isEmpty();
      for (BudgetCheck check : loaded ? loaded(load, verification) : unloaded(load)) {
        VerificationFile.Asked asked =
            file.budgets()
                .getOrDefault(check.budget().id(), new VerificationFile.Asked("", "", List.of()));
        VerificationReport.Target target =
            VerificationReport.Target.of(check, asked.requirement(), asked.fixes());
        targets.add(target);
        if (loaded) {
          print(target);
        }
      }
      for (Verification.Check check : verification.afterLoad()) {
        targets.add(loaded ? target(file, run(check)) : unloaded(file, check.name()));
      }
      proved.ifPresent(proof -> targets.addAll(proved(file, proof)));
      fixes = verification.token().isEmpty() ? List.of() : fixes(verification, file, proved);
    }
    boolean holds = checked.stream().allMatch(VerificationReport.Check::holds);
    VerificationReport report =
        new VerificationReport(
            1,
            "verify",
            service,
            base.toString(),
            started,
            Typed.command(spec, password),
            Report.Machine.here(),
            holds,
            checked,
            loaded ? load.words() : "",
            targets,
            fixes,
            proved
                .map(one -> "the proof of " + one.startedAt() + " (" + one.command() + ")")
                .orElse(""),
            VerificationReport.Readiness.of(targets, fixes, proved, service));
    if (json != null) {
      Files.writeString(Home.working().resolve(json), Json.text(report) + "\n");
    }
    if (html != null) {
      Files.writeString(Home.working().resolve(html), VerificationHtml.text(report));
    }
    return told(report);
  }

  private static void print(VerificationReport.Target target) {
    System.out.printf(
        "%-4s  %-28s %s %s%s%n",
        switch (target.state()) {
          case PASS -> "ok";
          case FAIL -> "FAIL";
          case NOT_JUDGED -> "?";
        },
        target.id(),
        target.says(),
        target.measured().isEmpty() ? "" : "was " + target.measured(),
        target.reason().isEmpty() ? "" : " (" + target.reason() + ")");
  }

  /** What a load of half a minute cannot show. */
  private static List<VerificationReport.Target> proved(VerificationFile file, Report proof) {
    List<VerificationReport.Target> targets =
        file.capacities().stream()
            .map(
                asked ->
                    VerificationReport.Target.capacity(
                        proof, asked.id(), asked.requirement(), asked.least()))
            .toList();
    targets.forEach(VerifyCommand::print);
    return targets;
  }

  private static VerificationReport.Target target(
      VerificationFile file, VerificationReport.Check check) {
    VerificationFile.Asked asked = file.asked(check.name());
    return VerificationReport.Target.of(check, asked.requirement(), asked.says(), asked.fixes());
  }

  private VerificationReport.Target unloaded(VerificationFile file, String check) {
    VerificationFile.Asked asked = file.asked(check);
    return new VerificationReport.Target(
        check,
        asked.requirement(),
        asked.says(),
        "",
        BudgetCheck.State.NOT_JUDGED,
        leftOut(),
        -1,
        asked.fixes());
  }

  private String leftOut() {
    return noLoad ? "left out (--no-load)" : "nobody could sign in, so nothing was sent";
  }

  private static VerificationReport.Check run(Verification.Check check)
      throws InterruptedException {
    long begin = System.nanoTime();
    Verification.Outcome outcome = check.run();
    double millis = (System.nanoTime() - begin) / 1e6;
    System.out.printf(
        Locale.ROOT,
        "%-4s  %-28s %7.0f ms  %s%n",
        outcome.holds() ? "ok" : "FAIL",
        check.name(),
        millis,
        outcome.detail());
    return new VerificationReport.Check(check.name(), outcome.holds(), millis, outcome.detail());
  }

  private List<BudgetCheck> loaded(VerificationLoad load, Verification verification)
      throws Exception {
    AtomicReference<long @Nullable []> warm = new AtomicReference<>();
    Steps steps = new Steps(System.err, Home.terminal(), System::nanoTime);
    Target at = Target.of(base.toString(), allowed);
    LoadReport seen = steps.run("Load", () -> load.run(at, () -> begins(verification, warm)));
    double hits = verification.hitShare(warm.get());
    return seen.budgets().stream().map(check -> VerificationLoad.hits(check, hits)).toList();
  }

  private static void begins(Verification verification, AtomicReference<long @Nullable []> warm) {
    try {
      verification.loadBegins();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    warm.set(verification.lookUps());
  }

  private List<BudgetCheck> unloaded(VerificationLoad load) throws IOException {
    return load.budgets().stream()
        .map(
            budget ->
                new BudgetCheck(budget, BudgetCheck.State.NOT_JUDGED, -1, leftOut(), Map.of()))
        .toList();
  }

  private List<VerificationReport.Fix> fixes(
      Verification verification, VerificationFile file, Optional<Report> proved)
      throws IOException, InterruptedException {
    try (ServiceClient client = new ServiceClient(base)) {
      client.useToken(verification.token());
      return client.fixes().stream()
          .map(
              fix -> {
                VerificationFile.Made made =
                    file.fixes().getOrDefault(fix.id(), VerificationFile.Made.UNKNOWN);
                return new VerificationReport.Fix(
                    fix.id(),
                    fix.title(),
                    fix.on(),
                    made.how(),
                    made.code(),
                    made.settings(),
                    made.page(),
                    proved.map(one -> VerificationReport.impacts(one, fix.id())).orElse(List.of()));
              })
          .toList();
    }
  }

  private int told(VerificationReport report) {
    VerificationReport.Readiness readiness = report.readiness();
    long failed = report.checks().stream().filter(check -> !check.holds()).count();
    System.out.println(failed == 0 ? "all checks hold" : failed + " checks do not hold");
    if (readiness.ready()) {
      System.out.println("ready");
    } else {
      System.out.println("not ready:");
      readiness.reasons().forEach(reason -> System.out.println("  " + reason));
    }
    return noLoad ? (report.holds() ? 0 : 1) : readiness.ready() ? 0 : 1;
  }
}
