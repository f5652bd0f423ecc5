package dev.headroom.cli;

import dev.headroom.prove.ConsoleReport;
import dev.headroom.prove.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom prove SERVICE}. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = {
      "Finds what is slow in a reference service, fixes it, and proves the fix under load.",
      "",
      "Starts embedded PostgreSQL and Redis and the service as found, holds the scenario's load, names the causes, switches the"
          + " matching fixes on, measures as found, a competent baseline and all fixes in alternating blocks, and writes"
          + " headroom-report/report.html and report.json.",
      ""
    },
    footer = {"", "Ends with 0 when every budget holds, 1 when one does not, 2 on a fault."})
final class ProveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SERVICE", description = "Reference service: pos.")
  String service = "";

  @ArgGroup @Nullable Mode mode;

  /** At most one of these. */
  static final class Mode {
    @Option(names = "--quick", description = "At most 90 s, with fewer claims.")
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
    ReferenceService found = ReferenceService.named(service);
    Path folder = Home.working().resolve(out).normalize();
    boolean quick = mode != null && mode.quick;
    boolean full = mode != null && mode.full;
    Pace pace = quick ? Pace.QUICK : full ? Pace.FULL : Pace.NORMAL;
    String command =
        "./headroom prove "
            + service
            + (quick ? " --quick" : full ? " --full" : "")
            + (seed == 1 ? "" : " --seed " + seed);
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
            command);
    Report report = new Proving(request, steps).run();
    System.out.println();
    System.out.print(ConsoleReport.text(report, Home.colour(), Home.unicode()));
    System.out.printf(
        "%nThe whole story: %s (and report.json); %.0f s in all%n",
        folder.resolve("report.html"), steps.totalSeconds());
    return report.exitCode();
  }
}
