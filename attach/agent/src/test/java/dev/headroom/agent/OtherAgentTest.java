package dev.headroom.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Another agent in the same JVM: OpenTelemetry's, the one most often found there. */
class OtherAgentTest {

  private static final String OURS = "-javaagent:" + Jvm.AGENT;
  private static final String THEIRS =
      "-javaagent:"
          + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
              .filter(entry -> entry.contains("opentelemetry-javaagent"))
              .findFirst()
              .orElseThrow();

  @TempDir Path folder;

  static Stream<List<String>> orders() {
    return Stream.of(List.of(OURS, THEIRS), List.of(THEIRS, OURS));
  }

  @ParameterizedTest
  @MethodSource("orders")
  @Tag("long")
  @DisplayName("beside OpenTelemetry's agent, before or after it, both observe and nothing breaks")
  void both(List<String> agents) throws Exception {
    int port = ObservedJvmTest.freePort();
    Jvm.Said said =
        Jvm.run(
            Jvm.own(),
            folder,
            agents,
            List.of(
                "-Dheadroom.agent.port=" + port,
                "-Dotel.traces.exporter=logging",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none"),
            "org.example.shop.JavaxShop",
            "jdbc:sqlite:" + folder.resolve("shop.db"));
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("visited");
    assertThat(said.err()).contains("LoggingSpanExporter").doesNotContain("a fault of the agent");
    JsonNode all = null;
    for (JsonNode endpoint : said.observations().get("endpoints")) {
      if (endpoint.get("endpoint").asString().equals("GET /shop/all")) {
        all = endpoint;
      }
    }
    assertThat(all).isNotNull();
    assertThat(all.get("requests").asLong()).isEqualTo(10);
    assertThat(all.get("statements").asLong()).isEqualTo(110);
  }
}
