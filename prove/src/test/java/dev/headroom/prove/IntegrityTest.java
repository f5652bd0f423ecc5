package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntegrityTest {

  @TempDir Path folder;

  @Test
  @DisplayName("Each arm is asked the same, also where rows of a file are taken in turn")
  void inTurn() throws Exception {
    String rows = String.join("\n", IntStream.range(0, 20).mapToObj(i -> "" + i).toList());
    Files.writeString(folder.resolve("ids.csv"), "id\n" + rows + "\n");
    Path file = folder.resolve("s.yml");
    Files.writeString(
        file,
        """
        scenario: s
        variables:
          row: {csv: ids.csv, order: in-turn}
        groups: [{name: a, steps: [{path: "/a/${row.id}"}]}]
        """);
    PreparedScenario prepared = PreparedScenario.of(Scenario.read(file));
    try (TruthServer server =
        new TruthServer(exchange -> exchange.respond(200, "[\"" + exchange.path() + "\"]"))) {
      Integrity.Result result =
          new Integrity(server.target(), prepared)
              .check(arm -> {}, List.of(new Arm("a", Set.of()), new Arm("b", Set.of("x"))), 10, 1);
      assertThat(result).isEqualTo(new Integrity.Result(10, List.of()));
    }
  }
}
