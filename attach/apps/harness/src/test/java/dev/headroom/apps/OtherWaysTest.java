package dev.headroom.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayName("An application with the agent")
class OtherWaysTest {

  @TempDir Path folder;

  @Test
  @DisplayName("starts and serves although an option is wrong, and says which and what to write")
  void badOption() throws Exception {
    Path java = Jdk.java(25).orElseThrow();
    try (Child child =
        Child.start(
            folder,
            Map.of(),
            Child.command(
                java,
                true,
                List.of("-Dheadroom.agent.prot=0"),
                Repository.started(Repository.app("mybatis"))))) {
      assertThat(child.get(child.port(), "/health")).contains("true");
      assertThat(child.output()).contains("headroom.agent.prot").contains("port");
    }
  }

  @Test
  @DisplayName(
      "that serves without servlets still gives statements, pools and profiles, and it is said that"
          + " endpoints are unknown")
  void noServlets() throws Exception {
    Path java = Jdk.java(25).orElseThrow();
    try (Child child =
        Child.start(
            folder,
            Map.of(),
            List.of(
                java.toString(),
                "-javaagent:" + Repository.agent(),
                "-Dheadroom.agent.report=",
                "-cp",
                only("netty", "h2", "HikariCP", "slf4j", "test-classes"),
                "org.example.netty.NettyServer"))) {
      // The flight recorder starts two seconds later, and tells what it saw every second.
      String profiles = "";
      for (int i = 1; i <= 1000 && !profiles.contains("NettyServer"); i++) {
        assertThat(child.get(child.port(), "/" + i)).startsWith("note " + i + " ");
        profiles = i % 20 == 0 ? child.agent("/profiles.json").toString() : profiles;
      }
      assertThat(profiles).contains("NettyServer");
      JsonNode seen = child.agent("/observations.json");
      assertThat(seen.get("statements").toString()).contains("from note where id = ?");
      assertThat(seen.get("pools")).isNotEmpty();
      assertThat(child.get(child.agentPort(), "/findings.txt")).contains("No endpoint was seen");
    }
  }

  private static String only(String... parts) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> Arrays.stream(parts).anyMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
