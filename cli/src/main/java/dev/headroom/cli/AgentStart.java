package dev.headroom.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command with the agent in it: {@code -javaagent} for a java command, {@code JAVA_TOOL_OPTIONS}
 * for anything else.
 *
 * @param command the words to run
 * @param environment variables to set
 * @param how what was done, in a sentence
 */
record AgentStart(List<String> command, Map<String, String> environment, String how) {

  private static final int OLDEST = 17;
  private static final Pattern VERSION = Pattern.compile("version \"(?:1\\.)?(\\d+)");

  AgentStart {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  static AgentStart of(List<String> command, Path agent, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(agent)) {
      throw new IllegalArgumentException(
          "the agent's jar is missing: "
              + agent
              + "; unpack the distribution again, or in a"
              + " checkout run ./headroom once more, which builds it");
    }
    if (agent.toString().contains("=")) {
      throw new IllegalArgumentException(
          "a JVM cannot load an agent from a path with '=' in it: " + agent);
    }
    String word = command.get(0);
    Path program = found(word, environment);
    if (program == null) {
      throw new IllegalArgumentException(
          "there is no command '"
              + word
              + "' "
              + (word.contains("/") ? "at that path" : "on the PATH")
              + "; write the command to run after --");
    }
    if (isJava(program)) {
      int version = version(program);
      if (version < OLDEST) {
        throw new IllegalArgumentException(
            program
                + " is Java "
                + version
                + "; the agent needs Java "
                + OLDEST
                + " or newer (traces of older ones: headroom diagnose)");
      }
      List<String> words = new ArrayList<>(command);
      words.add(1, "-javaagent:" + agent);
      return new AgentStart(
          words, Map.of(), "observing by -javaagent in the java command (Java " + version + ")");
    }
    String before = environment.getOrDefault("JAVA_TOOL_OPTIONS", "").strip();
    String option = "-javaagent:" + agent;
    String quoted = option.contains(" ") ? '"' + option + '"' : option;
    return new AgentStart(
        command,
        Map.of("JAVA_TOOL_OPTIONS", before.isEmpty() ? quoted : before + " " + quoted),
        "observing by JAVA_TOOL_OPTIONS, as '"
            + program.getFileName()
            + "' is no java command: every JVM that it starts is observed");
  }

  private static boolean isJava(Path program) {
    return program.getFileName().toString().equals("java");
  }

  private static @Nullable Path found(String word, Map<String, String> environment) {
    if (word.contains("/")) {
      Path path = Home.working().resolve(word);
      return Files.isExecutable(path) && !Files.isDirectory(path) ? path : null;
    }
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path path = Home.working().resolve(folder).resolve(word);
      if (Files.isExecutable(path) && !Files.isDirectory(path)) {
        return path;
      }
    }
    return null;
  }

  /** The major version that a java says it is. */
  private static int version(Path java) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(java.toString(), "-version");
    builder.redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    process.waitFor(10, TimeUnit.SECONDS);
    Matcher matcher = VERSION.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          java + " -version does not say which Java it is: " + text.lines().findFirst().orElse(""));
    }
    return Integer.parseInt(matcher.group(1));
  }
}
