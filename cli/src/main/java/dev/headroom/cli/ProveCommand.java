package dev.headroom.cli;

import dev.headroom.prove.ConsoleReport;
import dev.headroom.prove.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom prove}: a reference service, a running one by its fixes, or two deployments. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = {
      "Proves under load what a change brings: arms alternate in blocks of random order.",
      "",
      "  headroom prove pos                                                  a reference service",
      "  headroom prove --service URL --scenario FILE --fixes a,b            its fixes off and on",
      "  headroom prove --before URL --after URL --scenario FILE             two deployments",
      "",
      "With a reference service: starts embedded PostgreSQL (or copies a SQLite file) and Redis and the service as found, holds the scenario's load, names the causes, switches the"
          + " matching fixes on, measures as found, a competent baseline and all fixes in alternating blocks, and writes"
          + " headroom-report/report.html and report.json.",
      ""
    },
    footer = {
      "",
      "Ends with 0 when every budget holds, 1 when one does not (or, without a reference service, when"
          + " something is slower or answers differ), 2 on a fault."
    })
final class ProveCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "Reference service: pos, wellbeing or automations.")
  @Nullable String service;

  @Option(
      names = "--service",
      paramLabel = "URL",
      description = "A running service with Headroom's starter, whose --fixes are switched.")
  @Nullable String running;

  @Option(names = "--before", paramLabel = "URL", description = "One deployment.")
  @Nullable String before;

  @Option(names = "--after", paramLabel = "URL", description = "Another, compared with it.")
  @Nullable String after;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Bearer token for /headroom/api (default: HEADROOM_TOKEN of the environment).")
  @Nullable String token;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Process of --service on this machine, for its CPU per request.")
  @Nullable Long pid;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests per second (default: 60 %% of what the first arm can take).")
  @Nullable Double rate;

  @Option(
      names = "--budgets",
      paramLabel = "FILE",
      description = "What the second arm must hold (default: budgets of headroom.yml, if any).")
  @Nullable Path budgets;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Allows a host that is not this machine, so that nobody floods by accident.")
  Set<String> allowed = Set.of();

  @ArgGroup @Nullable Mode mode;

  /** At most one of these. */
  static final class Mode {
    @Option(names = "--quick", description = "About two minutes, with fewer claims.")
    boolean quick;

    @Option(
        names = "--full",
        description = "Longer blocks and every fix told apart; about half an hour.")
    boolean full;
  }

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the service; 0 takes a free one (default).")
  int port;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of everything random (default 1).")
  long seed = 1;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "Load to hold (default: the service's scenario.yml).")
  @Nullable Path scenario;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes (default headroom-report).")
  Path out = Path.of("headroom-report");

  @Option(
      names = "--fixes",
      split = ",",
      paramLabel = "ID",
      description = "Only these of the fixes that answer a finding (default: all of them).")
  List<String> fixes = List.of();

  @Override
  public Integer call() throws Exception {
    int ways = (service == null ? 0 : 1) + (running == null ? 0 : 1);
    ways += before == null && after == null ? 0 : 1;
    if (ways != 1 || (before == null) != (after == null)) {
      throw wrong(
          "say what to prove: a reference service, --service URL, or --before URL --after URL");
    }
    if (service == null) {
      return deployed();
    }
    Typed.refuse(
        spec,
        "a reference service, which is started here, with its own budgets and rate",
        "--pid",
        "--rate",
        "--budgets",
        "--allow-host",
        "--token");
    ReferenceService found = ReferenceService.named(service);
    Path folder = Home.working().resolve(out).normalize();
    boolean quick = mode != null && mode.quick;
    boolean full = mode != null && mode.full;
    Pace pace = quick ? Pace.QUICK : full ? Pace.FULL : Pace.NORMAL;
    Steps steps = new Steps(System.out, Home.terminal(), System::nanoTime);
    Proving.Request request =
        new Proving.Request(
            found,
            Home.checkout(),
            folder,
            scenario == null ? found.scenario(Home.checkout()) : Home.working().resolve(scenario),
            pace,
            port,
            seed,
            fixes,
            Typed.command(spec, token));
    Report report = new Proving(request, steps).run();
    System.out.println();
    System.out.print(ConsoleReport.text(report, Home.colour(), Home.unicode()));
    System.out.printf(
        "%nThe whole story: %s (and report.json); %.0f s in all%n",
        folder.resolve("report.html"), steps.totalSeconds());
    return report.exitCode();
  }

  private int deployed() throws Exception {
    Typed.refuse(spec, "what runs already: it has a port", "--port");
    if (scenario == null) {
      throw wrong("--scenario FILE says what to send");
    }
    if (running != null && fixes.isEmpty()) {
      throw wrong("--fixes a,b says which fixes to prove (all known: GET /headroom/api/fixes)");
    }
    if (running == null && (!fixes.isEmpty() || pid != null)) {
      throw wrong(
          "--fixes and --pid belong to --service; two deployments are compared as they are");
    }
    if (rate != null && !(rate > 0)) {
      throw wrong("--rate must be above 0, was " + rate);
    }
    Path folder = Home.working().resolve(out).normalize();
    boolean quick = mode != null && mode.quick;
    boolean full = mode != null && mode.full;
    Steps steps = new Steps(System.out, Home.terminal(), System::nanoTime);
    Deployed.Request request =
        new Deployed.Request(
            running == null ? Objects.requireNonNull(before) : running,
            after,
            fixes,
            Objects.requireNonNullElse(running == null ? token : ControlClient.bearer(token), ""),
            pid,
            Home.working().resolve(scenario),
            quick ? Pace.QUICK : full ? Pace.FULL : Pace.NORMAL,
            rate == null ? 0 : rate,
            allowed,
            LoadBudgets.read(budgets),
            seed,
            folder,
            Typed.command(spec, token));
    Report report = new Deployed(request, steps).run();
    System.out.println();
    System.out.print(ConsoleReport.text(report, Home.colour(), Home.unicode()));
    System.out.printf(
        "%nThe whole story: %s (and report.json); %.0f s in all%n",
        folder.resolve("report.html"), steps.totalSeconds());
    String fault = Deployed.fault(report);
    if (!fault.isEmpty()) {
      System.out.println(fault);
    }
    return report.exitCode() != 0 || Deployed.slower(report) || !fault.isEmpty() ? 1 : 0;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
