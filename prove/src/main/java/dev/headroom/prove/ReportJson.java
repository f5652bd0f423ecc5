package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A report as JSON. What is read is checked: a newer version or an unknown field is refused. */
public final class ReportJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private ReportJson() {}

  /** The report's text. */
  public static String text(Report report) {
    return JSON.writeValueAsString(report) + "\n";
  }

  /**
   * Writes {@code report.json}.
   *
   * @throws IOException if the file cannot be written
   */
  public static void write(Report report, Path file) throws IOException {
    Files.writeString(file, text(report));
  }

  /**
   * Reads a report.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no report of this version
   */
  public static Report read(Path file) throws IOException {
    return parse(file.toString(), Files.readString(file));
  }

  static Report parse(String name, String text) {
    try {
      JsonNode tree = JSON.readTree(text);
      int version = tree.path("version").asInt(-1);
      if (version != Report.VERSION) {
        throw new IllegalArgumentException(
            name
                + ": expected a report of version "
                + Report.VERSION
                + ", was "
                + (version == -1 ? "none" : version)
                + "; read it with the release of Headroom that wrote it");
      }
      return JSON.treeToValue(tree, Report.class);
    } catch (JacksonException wrong) {
      throw new IllegalArgumentException(
          name + ": no report: " + wrong.getOriginalMessage(), wrong);
    }
  }
}
