package dev.headroom.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Agents' jars, as {@code run.sh} found them, and the options that they run with. */
final class Agents {

  private Agents() {}

  /** JVM options of a way; empty if its jar is not there. */
  static Optional<List<String>> options(Way way) {
    return switch (way) {
      case AGENT ->
          jar("bench.agent.headroom")
              .map(jar -> List.of("-javaagent:" + jar, "-Dheadroom.agent.report="));
      case OPEN_TELEMETRY ->
          jar("bench.agent.opentelemetry")
              .map(
                  jar ->
                      List.of(
                          "-javaagent:" + jar,
                          "-Dotel.traces.exporter=none",
                          "-Dotel.metrics.exporter=none",
                          "-Dotel.logs.exporter=none"));
      case GLOWROOT -> jar("bench.agent.glowroot").map(jar -> List.of("-javaagent:" + jar));
      default -> Optional.of(List.of());
    };
  }

  private static Optional<Path> jar(String property) {
    return Optional.ofNullable(System.getProperty(property))
        .filter(name -> !name.isBlank())
        .map(Path::of)
        .filter(Files::isRegularFile);
  }

  /** A sentence for each way that cannot be measured here. */
  static List<String> missing(List<Way> ways) {
    List<String> missing = new ArrayList<>();
    for (Way way : ways) {
      if (options(way).isEmpty()) {
        missing.add("Not measured: " + way.title + ": " + why(way));
      }
    }
    return missing;
  }

  private static String why(Way way) {
    return switch (way) {
      case AGENT -> "its jar is not built: ./headroom dist, or HEADROOM_AGENT=JAR names one.";
      case OPEN_TELEMETRY -> "its jar could not be fetched: OPENTELEMETRY_AGENT=JAR names one.";
      case GLOWROOT -> "it is not in Maven Central: GLOWROOT_AGENT=JAR names its glowroot.jar.";
      default -> "no reason is known.";
    };
  }
}
