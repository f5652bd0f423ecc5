package dev.headroom.cli;

import dev.headroom.prove.JUnitXml;
import dev.headroom.prove.LoadHtml;
import dev.headroom.prove.LoadReport;
import dev.headroom.prove.LoadReportJson;
import dev.headroom.prove.LoadSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that a load leaves, beside its histograms. */
final class LoadOutput {

  private LoadOutput() {}

  static void write(LoadReport report, Path folder) throws IOException {
    Files.writeString(folder.resolve("report.json"), LoadReportJson.text(report));
    Files.writeString(folder.resolve("report.html"), LoadHtml.text(report));
    Files.writeString(folder.resolve("summary.md"), LoadSummary.text(report));
    Files.writeString(
        folder.resolve("junit.xml"),
        JUnitXml.text("headroom load " + report.scenario(), report.seconds(), JUnitXml.of(report)));
  }
}
