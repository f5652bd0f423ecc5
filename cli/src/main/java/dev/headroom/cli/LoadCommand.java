package dev.headroom.cli;

import dev.headroom.prove.QuickLoad;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headroom load URL}: a quick look, with requirement P3's words. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Loads a running service and prints percentiles and errors by category.",
      "",
      "  headroom load http://127.0.0.1:8080 --endpoint /api/v1/health --requests 200 --concurrent 50",
      "  headroom load http://127.0.0.1:8080 --comprehensive        all scenarios of the service",
      ""
    },
    footer = {"", "Ends with 0 without errors, 1 with errors, 2 on a fault."})
final class LoadCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "Address of the service, without a path.")
  String url = "";

  @Option(
      names = "--comprehensive",
      description = "Every group of the scenario, one after the other.")
  boolean comprehensive;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "Scenario for --comprehensive (default: the point of sale's).")
  @Nullable Path scenario;

  @Option(names = "--endpoint", paramLabel = "PATH", description = "One path, asked with GET.")
  @Nullable String endpoint;

  @Option(names = "--requests", paramLabel = "N", description = "Requests to send (default 100).")
  int requests = 100;

  @Option(names = "--concurrent", paramLabel = "N", description = "At once (default 10).")
  int concurrent = 10;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON too.")
  @Nullable Path json;

  @Option(
      names = "--allow-host",
      paramLabel = "HOST",
      description = "Allows a host that is not this machine, so that nobody floods by accident.")
  Set<String> allowed = Set.of();

  @Override
  public Integer call() throws Exception {
    if (comprehensive == (endpoint != null)) {
      throw new ParameterException(
          java.util.Objects.requireNonNull(spec).commandLine(),
          "say either --comprehensive or --endpoint PATH [--requests N] [--concurrent N]");
    }
    Target target = Target.of(url, allowed);
    Steps steps = new Steps(System.err, Home.terminal(), System::nanoTime);
    String at = endpoint;
    QuickLoad.Result result =
        steps.run(
            at == null ? "All scenarios" : "GET " + at,
            () ->
                at == null
                    ? QuickLoad.comprehensive(target, Scenario.read(file()))
                    : QuickLoad.endpoint(target, at, requests, concurrent));
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
}
