package dev.headroom.loadtest;

import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadReportJson;
import dev.headroom.prove.RunComparison;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An earlier run that a later one is held to. */
final class LoadBaseline {

  private LoadBaseline() {}

  static void check(LoadReport report, Path baseline, boolean update) {
    try {
      if (update) {
        Path folder = baseline.toAbsolutePath().getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        Files.writeString(baseline, LoadReportJson.text(report));
        return;
      }
      if (!Files.isRegularFile(baseline)) {
        throw new AssertionError(
            "there is no baseline "
                + baseline
                + "; a run with -Dheadroom.load.update=true writes it");
      }
      Path now = Files.createTempFile("headroom-load", ".json");
      try {
        Files.writeString(now, LoadReportJson.text(report));
        RunComparison comparison = RunComparison.of(baseline, now);
        if (comparison.lines().isEmpty()) {
          throw new AssertionError(
              "nothing of "
                  + baseline
                  + " can be compared with this run\n\n"
                  + comparison.toText());
        }
        if (comparison.worse()) {
          throw new AssertionError(
              report.target()
                  + " is slower than "
                  + baseline
                  + ", or fails more often (intended: write it anew with"
                  + " -Dheadroom.load.update=true)\n\n"
                  + comparison.toText());
        }
      } finally {
        Files.deleteIfExists(now);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
