package dev.headroom.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JVM of its own with the real agent. */
final class Jvm {

  static final Path AGENT = Path.of(System.getProperty("agent.jar"));

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Jvm() {}

  /** What a JVM said. */
  record Said(int exit, String out, String err, Path folder) {

    JsonNode observations() throws IOException {
      return JSON.readTree(Files.readString(folder.resolve("observations.json")));
    }

    JsonNode findings() throws IOException {
      return JSON.readTree(Files.readString(folder.resolve("findings.json")));
    }
  }

  /** This JVM's Java, and a Java 17 where the machine has one. */
  static Stream<Path> javas() throws IOException {
    Path own = Path.of(System.getProperty("java.home"), "bin", "java");
    Path installed = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(installed)) {
      return Stream.of(own);
    }
    try (Stream<Path> homes = Files.list(installed)) {
      return Stream.concat(
          Stream.of(own),
          homes
              .filter(home -> home.getFileName().toString().contains("17"))
              .map(home -> home.resolve("bin/java"))
              .filter(Files::isExecutable)
              .sorted()
              .limit(1))
          .toList()
          .stream();
    }
  }

  static Path own() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The test classes and the libraries of the applications, nothing of Headroom. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry ->
                entry.endsWith("test-classes")
                    || entry.matches(
                        ".*/(jetty|jakarta|tomcat|HikariCP|postgresql|sqlite|slf4j|h2|mybatis)[^/]*\\.jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Said run(Path java, Path folder, List<String> options, String main, String... arguments)
      throws IOException, InterruptedException {
    return run(java, folder, List.of("-javaagent:" + AGENT), options, main, arguments);
  }

  static Said run(
      Path java,
      Path folder,
      List<String> agents,
      List<String> options,
      String main,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(agents);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HEADROOM_"));
    Process process = builder.start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the JVM did not end: " + Files.readString(err));
      }
      return new Said(process.exitValue(), Files.readString(out), Files.readString(err), folder);
    } finally {
      process.destroyForcibly();
    }
  }
}
