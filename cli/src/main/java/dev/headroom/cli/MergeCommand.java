package dev.headroom.cli;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Observations;
import dev.headroom.settings.Settings;
import dev.headroom.stats.MergedObservations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom merge A.json B.json}. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    description = {
      "Observations of several instances of one service (the agent's /observations.json) as one, and"
          + " what is slow in them together. Counts, times and percentiles merge exactly."
    })
final class MergeCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "OBSERVATIONS", description = "Files of observations.")
  List<Path> files = List.of();

  @Option(
      names = "--merged",
      paramLabel = "FILE",
      description = "Write the merged observations to this file too.")
  @Nullable Path merged;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (default: headroom.yml here, if there): thresholds, accepted.")
  @Nullable Path config;

  @Mixin FindingsOutput output = new FindingsOutput();

  @Override
  public Integer call() throws IOException {
    Settings settings = UserSettings.read(config);
    Thresholds thresholds = Thresholds.of(settings.thresholds());
    List<Observations> parts = new ArrayList<>();
    for (Path file : files) {
      parts.add(Json.observations(Home.working().resolve(file)));
    }
    Observations all = MergedObservations.of(parts);
    if (merged != null) {
      FindingsOutput.write(Json.text(all) + "\n", merged);
    }
    output.write(
        parts.size() + " instances",
        all,
        Diagnosis.findings(all, thresholds),
        settings.accepted(),
        List.of());
    return 0;
  }
}
