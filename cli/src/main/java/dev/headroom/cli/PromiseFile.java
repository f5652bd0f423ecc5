package dev.headroom.cli;

import dev.headroom.diagnose.Calibration;
import dev.headroom.diagnose.Calibration.Saving;
import dev.headroom.loop.FindingKind;
import dev.headroom.prove.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What findings promised and their fixes brought, kept over proofs in {@code calibration.json}
 * beside the report. One entry a finding, the newest counts: the same fix proved ten times is no
 * ten fixes. Savings of several fixes together say nothing of one rule and are left out.
 */
final class PromiseFile {

  static final String NAME = "calibration.json";

  private static final int MOST = 1_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private PromiseFile() {}

  /** One fix, measured alone. */
  record Entry(
      String service,
      String finding,
      FindingKind kind,
      double expectedMs,
      double measuredMs,
      String measuredAt) {

    private String key() {
      return service + '/' + finding;
    }
  }

  /**
   * Adds what a proof measured, and tells how the rules stand. A file that cannot be read or
   * written costs a line, not the proof, and is left as it is.
   */
  static List<Report.Promise> add(Path folder, Report report, PrintStream err) {
    Path file = folder.resolve(NAME);
    Map<String, Entry> known = new LinkedHashMap<>();
    try {
      if (Files.exists(file)) {
        List<Entry> read = MAPPER.readValue(Files.readString(file), new TypeReference<>() {});
        read.forEach(entry -> known.put(entry.key(), entry));
      }
      for (Report.Cause cause : report.findings()) {
        if (cause.basis().equals(Report.Cause.ALONE)) {
          Entry entry =
              new Entry(
                  report.service(),
                  cause.finding().id(),
                  cause.finding().kind(),
                  cause.expectedMs(),
                  cause.measuredMs(),
                  report.startedAt());
          known.remove(entry.key());
          known.put(entry.key(), entry);
        }
      }
      List<Entry> newest = known.values().stream().skip(Math.max(0, known.size() - MOST)).toList();
      Path next = file.resolveSibling(NAME + ".new");
      Files.writeString(next, MAPPER.writeValueAsString(newest) + "\n");
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | JacksonException e) {
      err.println(
          file
              + ": how well earlier savings held is not known, and this proof's are not added: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + "; repair or delete the file");
    }
    return promises(List.copyOf(known.values()));
  }

  private static List<Report.Promise> promises(List<Entry> entries) {
    return Calibration.of(
            entries.stream()
                .map(e -> new Saving(e.kind(), e.expectedMs() * 1e6, e.measuredMs() * 1e6))
                .toList())
        .stream()
        .map(c -> new Report.Promise(c.kind().id(), c.pairs(), c.ratio(), c.overPromises()))
        .toList();
  }
}
