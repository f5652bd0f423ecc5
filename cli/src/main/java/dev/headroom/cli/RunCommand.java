package dev.headroom.cli;

import dev.headroom.diagnose.Thresholds;
import dev.headroom.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code headroom run -- COMMAND}. Checks everything before the application starts, and leaves the
 * start to the launcher, which becomes the command: signals, job control and the exit code are then
 * the application's own, and no second process stands beside it.
 */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    synopsisHeading = "Usage: ",
    customSynopsis = "headroom run [--report DIR] [--port N] [--config FILE] -- COMMAND...",
    description = {
      "Starts any JVM service (Java 17 or newer) with the agent, no change to it: findings at a loopback"
          + " address while it runs, and as text, JSON and a page when it ends.",
      "A java command gets -javaagent; any other (mvn, gradlew, a start script) JAVA_TOOL_OPTIONS,"
          + " which every JVM below it reads."
    },
    footer = {"", "Example: headroom run -- java -jar app.jar"})
final class RunCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "What to start, after --.")
  List<String> command = List.of();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Folder of the findings that are written at the end (default: this folder).")
  @Nullable Path report;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the page on the loopback address; 0 for any free one, -1 for none.")
  @Nullable Integer port;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (default: headroom.yml here, if there).")
  @Nullable Path config;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (command.isEmpty()) {
      throw new IllegalArgumentException(
          "what shall be run? write it after --, such as: headroom run -- java -jar app.jar");
    }
    Map<String, String> environment = new LinkedHashMap<>();
    Path file = UserSettings.file(config);
    if (file != null) {
      environment.put("HEADROOM_CONFIG", file.toString());
    }
    if (port != null) {
      environment.put("HEADROOM_AGENT_PORT", port.toString());
    }
    if (report != null) {
      Path folder = Home.working().resolve(report).normalize();
      folder(folder);
      environment.put("HEADROOM_AGENT_REPORT", folder.resolve("headroom-findings").toString());
    }
    Map<String, String> all = new LinkedHashMap<>(System.getenv());
    all.putAll(environment);
    Settings settings = Settings.read(file, all, Map.of());
    Thresholds.of(settings.thresholds());
    AgentStart start = AgentStart.of(command, Home.agentJar(), all);
    environment.putAll(start.environment());
    System.err.println("headroom: " + start.how());
    String written = settings.agent().report();
    System.err.println(
        written.isEmpty()
            ? "headroom: findings are printed when it ends (agent.report is empty)"
            : "headroom: findings when it ends: "
                + Home.working().resolve(written).normalize()
                + ".{txt,json,html}");
    handOver(environment, start.command());
    return 0;
  }

  private static void folder(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException("the folder of the report cannot be made: " + folder, e);
    }
  }

  /** Tells the launcher what to become: variables and words, each ended by a zero byte. */
  private static void handOver(Map<String, String> environment, List<String> command)
      throws IOException {
    String to = System.getProperty("headroom.exec", "");
    if (to.isEmpty()) {
      throw new IllegalStateException(
          "'run' is started by the headroom script, which becomes the command");
    }
    StringBuilder plan = new StringBuilder();
    environment.forEach(
        (name, value) -> plan.append("E").append(name).append('=').append(value).append('\0'));
    command.forEach(word -> plan.append("A").append(word).append('\0'));
    Files.writeString(Path.of(to), plan);
  }
}
