package dev.headroom.cli;

import dev.headroom.loop.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom findings URL}. */
@Command(
    name = "findings",
    mixinStandardHelpOptions = true,
    description = {
      "Findings of a service that runs: the address that the agent printed, or a service with the"
          + " starter (its /headroom/api, with --token)."
    })
final class FindingsCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Parameters(paramLabel = "URL", description = "For example http://127.0.0.1:40123")
  String url = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Bearer token for the starter's control API; HEADROOM_TOKEN is read too.")
  @Nullable String token;

  @Mixin FindingsOutput output = new FindingsOutput();

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (ControlClient service = new ControlClient(url, token, PATIENCE)) {
      String at = service.hasToken() ? "/headroom/api" : "";
      String name = service.hasToken() ? "" : ".json";
      String findings = service.get(at + "/findings" + name);
      String seen = service.get(at + "/observations" + name);
      String base = service.base();
      List<Finding> list = Json.findings(base, findings);
      output.write(base, Json.observations(base, seen), list, List.of());
      return 0;
    }
  }
}
