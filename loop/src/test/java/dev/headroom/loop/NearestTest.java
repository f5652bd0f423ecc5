package dev.headroom.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  @DisplayName("the nearest names come first, far ones not at all")
  void nearestFirst() {
    assertThat(Nearest.of("menu-cash", List.of("menu-cache", "menu-joined", "indexes")))
        .containsExactly("menu-cache");
    assertThat(Nearest.of("po", List.of("pos", "diet"))).containsExactly("pos");
    assertThat(Nearest.of("zebra", List.of("pos", "diet"))).isEmpty();
  }

  @Test
  @DisplayName("the text says what was wrong, what was meant, and what there is")
  void text() {
    assertThat(Nearest.unknown("service", "poss", List.of("pos", "diet")))
        .isEqualTo("unknown service 'poss': did you mean pos? Known: diet, pos.");
    assertThat(Nearest.unknown("fix", "x", List.of())).isEqualTo("unknown fix 'x'. There is none.");
  }
}
