package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlockRunnerTest {

  private static final List<Arm> ARMS =
      List.of(new Arm("slow", Set.of()), new Arm("fast", Set.of("fix")));

  private static final String SCENARIO =
      """
      scenario: t
      variables: {a: {from: 1, to: 100000}, key: {unique: k}}
      groups:
        - {name: reads, requests: 3, concurrent: 8, steps: [{path: "/r/${a}"}]}
        - {name: writes, requests: 1, concurrent: 4, steps: [{method: POST, path: "/w/${a}", body: {key: "${key}"}}]}
      """;

  @Test
  @DisplayName(
      "A round replays the same requests for each arm, with new keys, in an order that varies")
  void replay() throws Exception {
    ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();
    String[] arm = {""};
    try (TruthServer server =
            new TruthServer(
                exchange -> {
                  seen.add(arm[0] + " " + exchange.path());
                  if (exchange.method().equals("POST")) {
                    keys.add(exchange.body());
                  }
                  exchange.respond(200, "{}");
                });
        LoadEngine engine =
            new LoadEngine(
                server.target(), PreparedScenario.of(Scenario.read("t.yml", SCENARIO)))) {
      List<String> order = new ArrayList<>();
      BlockRunner runner =
          new BlockRunner(
              engine,
              to -> {
                arm[0] = to.name();
                order.add(to.name());
              },
              new WorkMeter(null, new ProcessCpu(Map.of("service", ProcessHandle.current()))),
              new BlockRunner.Options(
                  200, Duration.ofMillis(300), Duration.ZERO, 6, 7, Limits.SHARED),
              progress -> assertThat(progress.of()).isEqualTo(12));
      List<Block> blocks = runner.run(ARMS);

      assertThat(blocks).hasSize(12);
      assertThat(blocks.stream().map(Block::round).distinct()).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("slow", "fast");
      assertThat(order.stream().map(String::toString).toList())
          .isNotEqualTo(
              List.of(
                  "slow", "fast", "slow", "fast", "slow", "fast", "slow", "fast", "slow", "fast",
                  "slow", "fast"));
      List<String> slow =
          seen.stream()
              .filter(s -> s.startsWith("slow"))
              .map(s -> s.substring(5))
              .sorted()
              .toList();
      List<String> fast =
          seen.stream()
              .filter(s -> s.startsWith("fast"))
              .map(s -> s.substring(5))
              .sorted()
              .toList();
      assertThat(slow).hasSizeGreaterThan(200).isEqualTo(fast);
      assertThat(keys).doesNotHaveDuplicates().hasSizeGreaterThan(50);
      assertThat(blocks)
          .allSatisfy(
              block -> {
                assertThat(block.groups()).containsOnlyKeys("reads", "writes");
                long answers =
                    block.groups().values().stream()
                        .mapToLong(group -> group.response().getTotalCount())
                        .sum();
                assertThat(block.work().requests()).isEqualTo(answers);
                assertThat(block.work().serviceCpuNanos()).isNotNegative();
                assertThat(block.work().statements()).isEqualTo(-1);
              });
    }
  }

  @Test
  @DisplayName("Rounds end when they suffice")
  void enough() throws Exception {
    try (TruthServer server = TruthServer.after(0);
        LoadEngine engine = new LoadEngine(server.target(), LoadEngineTest.one(4))) {
      BlockRunner runner =
          new BlockRunner(
              engine,
              to -> {},
              new WorkMeter(null, new ProcessCpu(Map.of())),
              new BlockRunner.Options(
                  0, Duration.ofMillis(50), Duration.ofMillis(20), 50, 7, Limits.SHARED),
              progress -> {});
      assertThat(runner.run(ARMS, blocks -> blocks.size() >= 4)).hasSize(4);
    }
  }
}
