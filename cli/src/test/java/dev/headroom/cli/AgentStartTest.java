package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentStartTest {

  @TempDir Path folder;
  private Path agent;

  @BeforeEach
  void jar() throws Exception {
    agent = Files.createFile(folder.resolve("headroom-agent.jar"));
    System.setProperty("headroom.cwd", folder.toString());
  }

  @Test
  @DisplayName("a java command gets -javaagent as its first word, and nothing else changes")
  void java() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    AgentStart start =
        AgentStart.of(List.of(java, "-cp", "a b", "-jar", "app.jar", "--"), agent, Map.of());
    assertThat(start.command())
        .containsExactly(java, "-javaagent:" + agent, "-cp", "a b", "-jar", "app.jar", "--");
    assertThat(start.environment()).isEmpty();
    assertThat(start.how()).contains("-javaagent", "Java " + Runtime.version().feature());
  }

  @Test
  @DisplayName("any other command gets JAVA_TOOL_OPTIONS, behind what stands there already")
  void other() throws Exception {
    Path script = script("gradlew", "");
    Map<String, String> environment =
        Map.of("PATH", folder.toString(), "JAVA_TOOL_OPTIONS", "-Da=b");
    AgentStart start = AgentStart.of(List.of("gradlew", "bootRun"), agent, environment);
    assertThat(start.command()).containsExactly("gradlew", "bootRun");
    assertThat(start.environment())
        .containsExactly(Map.entry("JAVA_TOOL_OPTIONS", "-Da=b -javaagent:" + agent));
    assertThat(start.how()).contains("JAVA_TOOL_OPTIONS", "'gradlew' is no java command");
    assertThat(AgentStart.of(List.of("./" + script.getFileName()), agent, Map.of()).environment())
        .containsEntry("JAVA_TOOL_OPTIONS", "-javaagent:" + agent);
    Path spaced = Files.createFile(Files.createDirectory(folder.resolve("a b")).resolve("x.jar"));
    assertThat(AgentStart.of(List.of("gradlew"), spaced, environment).environment())
        .containsEntry("JAVA_TOOL_OPTIONS", "-Da=b \"-javaagent:" + spaced + '"');
  }

  @Test
  @DisplayName(
      "a command that is not there, an old Java and a missing jar are refused before the start")
  void refused() throws Exception {
    refused(List.of("gradlw"), agent, "there is no command 'gradlw' on the PATH");
    refused(List.of("./gradlw"), agent, "there is no command './gradlw' at that path");
    refused(List.of("."), agent, "there is no command '.'");
    Path old = script("java", "echo 'java version \"1.8.0_401\"' >&2");
    refused(List.of(old.toString(), "-jar", "a.jar"), agent, "is Java 8; the agent needs Java 17");
    script("java", "echo 'no version'");
    refused(List.of(old.toString()), agent, "does not say which Java it is: no version");
    refused(List.of("gradlw"), folder.resolve("none.jar"), "the agent's jar is missing: ");
    Path odd = Files.createFile(folder.resolve("a=b.jar"));
    refused(List.of("gradlw"), odd, "cannot load an agent from a path with '=' in it");
  }

  private void refused(List<String> command, Path jar, String why) {
    assertThatThrownBy(() -> AgentStart.of(command, jar, Map.of("PATH", folder.toString())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private Path script(String name, String text) throws Exception {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
