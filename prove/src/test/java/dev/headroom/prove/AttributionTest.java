package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AttributionTest {

  @Test
  @DisplayName("Rows are 24 arms pb-01 to pb-24, each with its mirror twelve further on")
  void rows() {
    List<Attribution.Row> rows = Attribution.rows(SampleBlocks.FIXES);
    assertThat(rows).hasSize(24);
    assertThat(rows.get(0).arm()).isEqualTo("pb-01");
    assertThat(rows.get(23).arm()).isEqualTo("pb-24");
    assertThat(rows.get(11).on()).isEmpty();
    assertThat(rows.get(23).on()).containsExactlyElementsOf(SampleBlocks.FIXES);
    for (int i = 0; i < 12; i++) {
      assertThat(rows.get(i).on()).doesNotContainAnyElementsOf(rows.get(i + 12).on());
    }
  }

  @Test
  @DisplayName("The effect of each fix on CPU is found within its interval, and no effect is none")
  void effects() {
    Attribution attribution =
        Attribution.of(new SampleBlocks(11, 0.02).design(2), SampleBlocks.FIXES);
    assertThat(attribution.validRuns()).isEqualTo(48);
    assertThat(attribution.notJudged()).isEmpty();
    for (Attribution.Part part : attribution.parts()) {
      if (part.measure().equals("cpu-per-request")) {
        double truth = SampleBlocks.FACTOR.get(part.fix());
        assertThat(part.effect().ratio()).as(part.fix()).isBetween(truth * 0.95, truth * 1.05);
        assertThat(part.effect().verdict())
            .isEqualTo(truth < 1 ? Verdict.FASTER : part.effect().verdict());
      }
    }
    assertThat(attribution.parts())
        .filteredOn(p -> p.fix().equals("menu-joined") && p.measure().equals("mean"))
        .extracting(Attribution.Part::group)
        .containsExactlyInAnyOrder("*", "sign-in", "health", "menu", "orders", "analytics");
  }

  @Test
  @DisplayName("An invalid run takes its mirror image with it")
  void mirror() {
    List<Block> blocks = new SampleBlocks(12).design(1);
    Block bad = blocks.get(3);
    blocks.set(3, new Block(0, bad.arm(), 8, bad.groups(), bad.work(), "generator late"));
    assertThat(Attribution.of(blocks, SampleBlocks.FIXES).validRuns()).isEqualTo(22);
  }

  @Test
  @DisplayName("No runs, or too few, give a reason and no figures")
  void reasons() {
    assertThat(Attribution.of(List.of(), List.of()).notJudged()).contains("no run");
    List<Block> few = new ArrayList<>(new SampleBlocks(13).design(1).subList(0, 4));
    Attribution attribution = Attribution.of(few, SampleBlocks.FIXES);
    assertThat(attribution.notJudged()).startsWith("0 of 4 runs valid");
    assertThat(attribution.parts()).isEmpty();
  }
}
