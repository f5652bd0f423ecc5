package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.TableChanges;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChangesTest {

  @Test
  @DisplayName("counters that went back were reset: what came before and after is counted once")
  void reset() {
    Changes changes = new Changes();
    changes.read("db", Map.of("public.Item", 1_000L));
    changes.read("db", Map.of("public.Item", 1_004L));
    changes.read("db", Map.of("public.Item", 0L));
    changes.read("db", Map.of("public.Item", 3L));
    assertThat(changes.seen()).containsExactly(new TableChanges("item", 7));
  }

  @Test
  @DisplayName("two databases count apart, and tables of one name are one in the sum")
  void twoDatabases() {
    Changes changes = new Changes();
    changes.read("a", Map.of("public.item", 10L, "old.item", 20L));
    changes.read("b", Map.of("public.item", 500L));
    changes.read("a", Map.of("public.item", 11L, "old.item", 22L));
    changes.read("b", Map.of("public.item", 504L));
    assertThat(changes.seen()).containsExactly(new TableChanges("item", 7));
  }
}
