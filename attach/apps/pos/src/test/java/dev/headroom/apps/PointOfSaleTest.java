package dev.headroom.apps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.FindingKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayName("On the point of sale as found")
class PointOfSaleTest {

  /** Findings that rest on which statements ran, not on how busy the machine was. */
  private static final Set<FindingKind> BY_STATEMENTS =
      EnumSet.of(
          FindingKind.N_PLUS_ONE,
          FindingKind.REDUNDANT_READ,
          FindingKind.CACHEABLE_READ,
          FindingKind.REPEATED_VALIDATION);

  @TempDir Path folder;

  /** Requests counted and findings told by one way of observing. */
  record Seen(Map<String, Long> requests, long statements, List<Said> findings) {

    static Seen of(JsonNode observations, JsonNode findings) {
      Map<String, Long> requests = new java.util.TreeMap<>();
      long statements = 0;
      for (JsonNode endpoint : observations.get("endpoints")) {
        String name = endpoint.get("endpoint").asString();
        if (name.contains("/api/v1/")) { // the control API asks for this very answer
          requests.put(name, endpoint.get("requests").asLong());
          statements += endpoint.get("statements").asLong();
        }
      }
      return new Seen(requests, statements, Said.of(findings));
    }

    Set<String> byStatements() {
      return findings.stream()
          .filter(said -> said.isSaid() && BY_STATEMENTS.contains(said.kind()))
          .map(Said::id)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  @DisplayName(
      "the starter alone and the starter with the agent tell the same statement findings by the"
          + " same ids, both as the hand-written truth has them, and count each request and"
          + " statement once")
  void agentAndStarterAgree() throws Exception {
    Truth truth = Truth.read(Repository.app("pos").resolve("truth.txt"));
    Seen starter;
    Seen both;
    try (Child first = start(false, "pos_starter");
        Child second = start(true, "pos_both")) { // while the first is still starting
      starter = observed(first, false);
      both = observed(second, true);
    }
    Truth.Judged byStarter = truth.judge(starter.findings());
    Truth.Judged byAgent = truth.judge(both.findings());
    System.out.println("point of sale, starter: " + byStarter.told());
    System.out.println("point of sale, agent and starter: " + byAgent.told());

    assertThat(both.requests()).isEqualTo(starter.requests());
    assertThat(both.statements()).isEqualTo(starter.statements());
    assertThat(both.byStatements()).isEqualTo(starter.byStatements());
    for (Truth.Judged judged : List.of(byStarter, byAgent)) {
      assertThat(judged.missed()).as("there, not named").isEmpty();
      assertThat(judged.accused()).as("healthy endpoints accused with HIGH").isEmpty();
      assertThat(judged.precision()).as(judged.told()).isGreaterThanOrEqualTo(0.95);
    }
  }

  private Child start(boolean withAgent, String database) throws Exception {
    return Child.start(
        Files.createDirectory(folder.resolve(database)),
        Map.of("DATABASE_URL", TestPostgres.database(database), "SERVER_PORT", "0"),
        Child.command(
            Jdk.java(25).orElseThrow(),
            withAgent,
            List.of("-Dpos.data=small"),
            Repository.started(Repository.root().resolve("services/pos"))));
  }

  private static Seen observed(Child child, boolean withAgent) throws Exception {
    try (PosLoad load = new PosLoad(child.port())) {
      int sent = load.run();
      if (!withAgent) {
        return Seen.of(load.control("observations"), load.control("findings"));
      }
      return Seen.of(child.observed(sent), child.agent("/findings.json"));
    }
  }
}
