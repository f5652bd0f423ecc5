package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code report.json} of a load. */
public final class LoadReportJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private LoadReportJson() {}

  /**
   * The report's text.
   *
   * @param report the report
   * @return JSON
   */
  public static String text(LoadReport report) {
    return JSON.writeValueAsString(report) + "\n";
  }

  /**
   * Reads a report.
   *
   * @param file its file
   * @return the report
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no load report of this version
   */
  public static LoadReport read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      JsonNode tree = JSON.readTree(text);
      if (!tree.path("kind").asString("").equals("load")
          || tree.path("version").asInt(-1) != LoadReport.VERSION) {
        throw new IllegalArgumentException(
            file
                + ": expected a report of headroom load, version "
                + LoadReport.VERSION
                + "; read it with the release of Headroom that wrote it");
      }
      return JSON.treeToValue(tree, LoadReport.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + ": no report: " + e.getOriginalMessage(), e);
    }
  }
}
