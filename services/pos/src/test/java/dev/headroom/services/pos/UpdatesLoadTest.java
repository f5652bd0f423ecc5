package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.prove.GroupResult;
import dev.headroom.prove.Load;
import dev.headroom.prove.LoadEngine;
import dev.headroom.prove.Preparation;
import dev.headroom.prove.Scenario;
import dev.headroom.prove.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The load engine's WebSockets against Spring's. */
class UpdatesLoadTest extends PosService {

  @Test
  @DisplayName("P6: under load each listener is greeted and hears of the order that it places")
  void heard() throws Exception {
    String yaml =
        Files.readString(Path.of("src/main/resources/updates.yml"))
            .replace("to: 40", "to: 2")
            .replace("requests: 100", "requests: 12");
    Target target = Target.of("http://127.0.0.1:" + port, Set.of());
    Scenario scenario = Scenario.read("updates.yml", yaml);
    try (LoadEngine engine = new LoadEngine(target, Preparation.prepare(target, scenario))) {
      GroupResult seen = engine.run(new Load.Counted(1)).groups().get("updates");
      assertThat(seen.errors()).as("%s", seen.examples()).isEmpty();
      assertThat(seen.steps().keySet()).containsExactlyInAnyOrder("open", "new order", "heard");
      assertThat(seen.steps().get("heard").response().getTotalCount()).isEqualTo(12);
    }
  }
}
