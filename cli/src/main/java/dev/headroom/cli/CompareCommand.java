package dev.headroom.cli;

import dev.headroom.prove.RunComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom compare OLD NEW}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two runs of a load that were made at different times: report.json of headroom load,"
          + " k6's summary as JSON (--summary-export), or wrk's output (--latency).",
      ""
    },
    footer = {
      "",
      "Ends with 0, with 1 when something is slower or fails more often, 2 on a fault. What else changed"
          + " between the runs is in the difference: headroom prove --before URL --after URL alternates instead."
    })
final class CompareCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "OLD", description = "File of the first run.")
  Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "NEW", description = "File of the other.")
  Path after = Path.of("");

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the result as JSON too.")
  @Nullable Path json;

  @Override
  public Integer call() throws Exception {
    RunComparison comparison = RunComparison.of(file(before), file(after));
    System.out.print(comparison.toText());
    if (json != null) {
      Files.writeString(Home.working().resolve(json), comparison.toJson() + "\n");
    }
    return comparison.worse() ? 1 : 0;
  }

  private static Path file(Path named) {
    Path file = Home.working().resolve(named);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no file " + file);
    }
    return file;
  }
}
