package dev.headroom.cli;

import dev.headroom.loop.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is known before the report is, so that a run that is stopped leaves something. */
final class Partial {

  private static final String NAME = "findings.json";

  private Partial() {}

  /** Writes the findings and returns what to tell about it. */
  static String write(Path folder, List<Finding> findings) throws IOException {
    Path file = folder.resolve(NAME);
    JsonMapper json = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.writeString(file, json.writeValueAsString(Map.of("version", 1, "findings", findings)));
    return "the findings are in " + file;
  }

  /** The report holds all of it. */
  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }
}
