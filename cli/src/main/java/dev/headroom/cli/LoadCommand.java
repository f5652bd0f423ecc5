package dev.headroom.cli;

import dev.headroom.loop.Budget;
import dev.headroom.prove.FindMax;
import dev.headroom.prove.Limits;
import dev.headroom.prove.LoadPlan;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadRun;
import dev.headroom.prove.LoadText;
import dev.headroom.prove.LoadWorkers;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.PreparedScenario;
import dev.headroom.prove.QuickLoad;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Share;
import dev.headroom.prove.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom load}: a scenario, a quick look at a URL, or requirement P3's words. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    subcommands = LoadInitCommand.class,
    description = {
      "Loads a running service, and says what its users would have waited.",
      "",
      "  headroom load http://127.0.0.1:8080/api/items              a quick look: 10 users, 10 s",
      "  headroom load http://127.0.0.1:8080/api/items --rate 200   200 requests a second",
      "  headroom load scenario.yml                                 a mix, flows, phases",
      "  headroom load init http://127.0.0.1:8080                   writes a first scenario",
      "  headroom load scenario.yml --find-max                      how much it can take",
      "  headroom load URL --endpoint /api/v1/health --requests 200 --concurrent 50",
      "  headroom load URL --comprehensive                          each group of a scenario by itself",
      ""
    },
    footer = {
      "",
      "Ends with 0 when all is well, 1 with errors, a broken budget or a run that must not be believed,"
          + " 2 on a fault."
    })
final class LoadCommand implements Callable<Integer> {

  private static final int USERS = 10;
  private static final Duration LENGTH = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL|SCENARIO",
      description = "Address of the service, or a scenario's file.")
  String what = "";

  @Option(
      names = "--target",
      paramLabel = "URL",
      description = "Address of the service, stronger than the scenario's.")
  @Nullable String target;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "Scenario for a URL (default with --comprehensive: the point of sale's).")
  @Nullable Path scenario;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests (of flows: starts) per second, whatever the service does.")
  @Nullable Double rate;

  @Option(
      names = "--users",
      paramLabel = "N",
      description =
          "Users who wait for their answer and do not think (default without a rate: 10).")
  @Nullable Integer users;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description = "Most connections of each group (default: the scenario's, else 100).")
  @Nullable Integer connections;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "How long it is measured, such as 500ms, 30s, 2min (default 10s).")
  @Nullable Duration duration;

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Load before that, not in the figures (default 2s).")
  @Nullable Duration warmUp;

  @Option(
      names = "--find-max",
      description = "Raises the rate until the service falls behind; --duration is of each step.")
  boolean findMax;

  @Option(
      names = "--max-p99",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "For --find-max: a rate with a p99 above it is too much (default 500ms).")
  Duration maxP99 = Duration.ofMillis(500);

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Generator processes that share the load (default 1: this one).")
  int workers = 1;

  @Option(names = "--worker", hidden = true, converter = ShareConverter.class)
  @Nullable Share share;

  @Option(
      names = "--budgets",
      paramLabel = "FILE",
      description = "Budgets that must hold (default: those of headroom.yml here, if any).")
  @Nullable Path budgets;

  @Option(
      names = "--pid",
      paramLabel = "N",
      description = "The service's process on this machine: its CPU and memory are measured too.")
  @Nullable Long pid;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the reports go (default headroom-load).")
  Path out = Path.of("headroom-load");

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of arrivals and requests (default 1).")
  long seed = 1;

  @Option(
      names = "--no-calibration",
      description = "Does not measure first what the generator can do here (saves a second).")
  boolean uncalibrated;

  @Option(
      names = "--comprehensive",
      description = "Every group of the scenario, one after the other.")
  boolean comprehensive;

  @Option(names = "--endpoint", paramLabel = "PATH", description = "One path, asked with GET.")
  @Nullable String endpoint;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "With --endpoint: requests to send (default 100).")
  @Nullable Integer requests;

  @Option(
      names = "--concurrent",
      paramLabel = "N",
      description = "With --endpoint: at once (default 10).")
  @Nullable Integer concurrent;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the result as JSON there too.")
  @Nullable Path json;

  @Mixin WireOptions wire = new WireOptions();

  @Override
  public Integer call() throws Exception {
    if (what.isEmpty()) {
      throw wrong("what? A URL (http://HOST:PORT/PATH), a scenario's file, or init");
    }
    if (comprehensive && endpoint != null) {
      throw wrong("say either --comprehensive or --endpoint PATH, not both");
    }
    if (comprehensive || (endpoint != null && rate == null && users == null && !findMax)) {
      Typed.refuse(
          spec,
          (comprehensive ? "--comprehensive" : "--endpoint without --rate or --users")
              + ", which sends a number of requests over HTTP/1.1",
          "--rate",
          "--users",
          "--connections",
          "--duration",
          "--warm-up",
          "--find-max",
          "--budgets",
          "--target",
          "--workers",
          "--pid",
          "--out",
          "--http2",
          "--insecure");
      return counted();
    }
    if (requests != null || concurrent != null) {
      throw wrong(
          "--requests and --concurrent belong to --endpoint; for a load in time say --rate or --users, --duration and --connections");
    }
    if (findMax) {
      Typed.refuse(
          spec,
          "--find-max, which looks for the rate itself",
          "--rate",
          "--users",
          "--warm-up",
          "--budgets",
          "--workers",
          "--pid",
          "--out",
          "--no-calibration");
    } else {
      Typed.refuse(spec, "a load that does not look for a limit: add --find-max", "--max-p99");
    }
    ProcessHandle service = process();
    LoadAsked asked = LoadAsked.of(what, target, scenario, endpoint, this::wrong);
    Target at = wire.target(asked.base());
    Scenario mix = asked.scenario();
    if (connections != null) {
      if (connections < 1 || connections > 10_000) {
        throw wrong("--connections must be 1 to 10000, was " + connections);
      }
      mix = mix.withConnections(connections);
    }
    if (workers < 1 || workers > 64) {
      throw wrong("--workers must be 1 to 64, was " + workers);
    }
    if (share != null) {
      LoadProcesses.work(share, at, wire.wire(), mix, plan(mix), seed, !uncalibrated);
      return 0;
    }
    PreparedScenario prepared = Preparation.prepare(at, mix, wire.wire());
    Limits limits = at.isLoopback() ? Limits.SHARED : Limits.STRICT;
    return findMax ? findMax(at, prepared, limits) : run(at, prepared, limits, plan(mix), service);
  }

  private int run(
      Target at,
      PreparedScenario prepared,
      Limits limits,
      LoadPlan plan,
      @Nullable ProcessHandle service)
      throws IOException, InterruptedException {
    Path folder = Home.working().resolve(out).normalize();
    List<Budget> allowedToCost = LoadBudgets.read(budgets);
    Files.createDirectories(folder);
    LiveLoad live = new LiveLoad(System.err, Home.terminal(), plan, limits);
    LoadRun.Options options =
        new LoadRun.Options(
            at,
            wire.wire(),
            prepared,
            plan,
            seed,
            limits,
            !uncalibrated,
            folder.resolve("histograms.hlog"),
            allowedToCost,
            Typed.command(spec, null),
            service);
    LoadReport report;
    try (LoadWorkers others = workers == 1 ? null : LoadProcesses.of(workers, spec)) {
      report = new LoadRun(options, live, others).run();
    } finally {
      live.close();
    }
    System.out.print(LoadText.of(report));
    LoadOutput.write(report, folder);
    if (json != null) {
      Files.copy(
          folder.resolve("report.json"),
          Home.working().resolve(json),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    System.out.printf("%nThe whole: %s%n", folder.resolve("report.html"));
    return report.exitCode();
  }

  private int findMax(Target at, PreparedScenario prepared, Limits limits)
      throws IOException, InterruptedException {
    FindMax.Options options =
        new FindMax.Options(
            wire.wire(), duration == null ? Duration.ofSeconds(5) : duration, maxP99, limits, seed);
    FindMax.Result result =
        FindMax.run(
            at,
            prepared,
            options,
            step -> {
              System.err.println(step.toText());
              System.err.flush();
            });
    System.out.print(result.toText());
    if (json != null) {
      Files.writeString(Home.working().resolve(json), result.toJson() + "\n");
    }
    return result.found() ? 0 : 1;
  }

  private @Nullable ProcessHandle process() {
    Long of = pid;
    return of == null
        ? null
        : ProcessHandle.of(of)
            .orElseThrow(() -> wrong("there is no process " + of + " on this machine"));
  }

  private LoadPlan plan(Scenario mix) {
    if (rate != null && users != null) {
      throw wrong("say either --rate (open model) or --users (closed model)");
    }
    boolean own = mix.plan().isPresent() && rate == null && users == null;
    if (own && (duration != null || warmUp != null)) {
      throw wrong(
          "the scenario has phases of its own; with --duration or --warm-up say --rate or --users too");
    }
    if (own) {
      return mix.plan().orElseThrow();
    }
    Duration before = warmUp == null ? WARM_UP : warmUp;
    Duration length = duration == null ? LENGTH : duration;
    try {
      return rate != null
          ? LoadPlan.open(rate, before, length)
          : LoadPlan.closed(users == null ? USERS : users, before, length);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private int counted() throws Exception {
    Target at = wire.target(what);
    Steps steps = new Steps(System.err, Home.terminal(), System::nanoTime);
    String path = endpoint;
    QuickLoad.Result result =
        steps.run(
            path == null ? "All scenarios" : "GET " + path,
            () ->
                path == null
                    ? QuickLoad.comprehensive(at, Scenario.read(file()))
                    : QuickLoad.endpoint(
                        at,
                        path,
                        requests == null ? 100 : requests,
                        concurrent == null ? 10 : concurrent));
    System.out.print(result.toText());
    if (json != null) {
      Files.writeString(Home.working().resolve(json), result.toJson() + "\n");
    }
    return result.failures() == 0 ? 0 : 1;
  }

  private Path file() {
    return scenario == null
        ? ReferenceService.named("pos").scenario(Home.checkout())
        : Home.working().resolve(scenario);
  }

  /** Of a worker. */
  static final class ShareConverter implements CommandLine.ITypeConverter<Share> {
    @Override
    public Share convert(String text) {
      return Share.of(text);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
