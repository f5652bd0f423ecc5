package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.loop.Verdict;
import dev.headroom.prove.Comparison.Basis;
import dev.headroom.prove.Comparison.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final double TRUTH = 0.45 * 0.6 * 0.7 * 0.6;

  @Test
  @DisplayName("Work stands first, and its ratio holds the effect that was put in")
  void workFirst() {
    Comparison comparison = compare(new SampleBlocks(1).rounds(8));

    assertThat(comparison.lines().get(0).proof().measure()).isEqualTo("cpu-per-request");
    Comparison.Line cpu = comparison.line("*", "cpu-per-request").orElseThrow();
    assertThat(cpu.proof().effect().low()).isLessThan(TRUTH);
    assertThat(cpu.proof().effect().high()).isGreaterThan(TRUTH);
    assertThat(cpu.proof().effect().verdict()).isEqualTo(Verdict.FASTER);
    assertThat(cpu.before()).isBetween(24.0, 38.0);
    assertThat(cpu.unit()).isEqualTo("ms");
    assertThat(cpu.proof().id()).isEqualTo("as-found..all:*:cpu-per-request");
    assertThat(cpu.proof().fixes()).containsExactly("menu-cache");
  }

  @Test
  @DisplayName(
      "p50 is paired from 20 samples a block, p95 pooled below 200, p99 refused below 1,000")
  void basis() {
    Comparison comparison = compare(new SampleBlocks(2).rounds(8));

    assertThat(comparison.line("sign-in", "p50").orElseThrow().basis()).isEqualTo(Basis.PAIRED);
    assertThat(comparison.line("sign-in", "p95").orElseThrow().basis()).isEqualTo(Basis.POOLED);
    assertThat(comparison.line("*", "p95").orElseThrow().basis()).isEqualTo(Basis.PAIRED);
    assertThat(comparison.line("*", "p99").orElseThrow().basis()).isEqualTo(Basis.POOLED);
    assertThat(comparison.line("sign-in", "p99")).isEmpty();
    assertThat(comparison.notCompared())
        .contains(
            new Comparison.NotCompared(
                "sign-in", "p99", "200 samples in the smaller arm; it needs 1000"));
  }

  @Test
  @DisplayName("Displayed values are those of the merged histograms")
  void values() {
    List<Block> blocks = new SampleBlocks(3).rounds(6);
    Comparison.Line p95 = compare(blocks).line("menu", "p95").orElseThrow();
    List<Block> found = blocks.stream().filter(b -> b.arm().equals("as-found")).toList();
    double merged =
        ComparisonLatency.merged(ComparisonLatency.responses(found, "menu"))
            .getValueAtPercentile(95);
    assertThat(p95.before()).isCloseTo(merged / 1e3, within(1e-9));
  }

  @Test
  @DisplayName("One invalid block drops its round from every comparison, whichever arm it was of")
  void invalidRound() {
    List<Block> blocks = new SampleBlocks(4).rounds(7);
    Block bad = blocks.get(4);
    assertThat(bad.arm()).isEqualTo("baseline");
    blocks.set(
        4, new Block(1, "baseline", 8, bad.groups(), bad.work(), "steal 4.1 % of the processor"));

    Comparison comparison = compare(blocks);
    assertThat(comparison.rounds()).isEqualTo(7);
    assertThat(comparison.validRounds()).isEqualTo(6);
    assertThat(comparison.line("*", "p50").orElseThrow().proof().effect().pairs()).isEqualTo(6);
  }

  @Test
  @DisplayName("A faster arm that fails is not called FASTER")
  void boughtByErrors() {
    List<Block> blocks = new ArrayList<>();
    for (Block block : new SampleBlocks(5).rounds(8)) {
      Map<String, Block.Group> groups = new HashMap<>(block.groups());
      Block.Group menu = block.groups().get("menu");
      if (block.arm().equals("all")) {
        groups.put(
            "menu", new Block.Group(menu.response(), menu.service(), Map.of("http-500", 9L)));
      }
      blocks.add(new Block(block.round(), block.arm(), 8, groups, block.work(), ""));
    }
    Comparison comparison = compare(blocks);
    assertThat(comparison.errors())
        .filteredOn(errors -> errors.group().equals("menu"))
        .singleElement()
        .satisfies(
            errors -> {
              assertThat(errors.standing()).isEqualTo(Standing.WORSE);
              assertThat(errors.afterErrors()).isEqualTo(72);
              assertThat(errors.afterRequests()).isEqualTo(800);
            });
    assertThat(comparison.line("menu", "p50").orElseThrow().proof().effect().verdict())
        .isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(comparison.line("orders", "p50").orElseThrow().proof().effect().verdict())
        .isEqualTo(Verdict.FASTER);
  }

  @Test
  @DisplayName("Errors: Wilson's and Newcombe's intervals equal the published examples")
  void intervals() {
    // Newcombe 1998, table II: 56/70 - 48/80, method 10: 0.0524 to 0.3339
    assertThat(ComparisonErrors.wilson(0.5, 10)[0]).isCloseTo(0.2366, within(1e-4));
    assertThat(ComparisonErrors.wilson(0, 100)[1]).isCloseTo(0.0370, within(1e-4));
    double[] a = ComparisonErrors.wilson(48 / 80.0, 80);
    double[] b = ComparisonErrors.wilson(56 / 70.0, 70);
    assertThat(0.2 - Math.hypot(0.8 - b[0], a[1] - 0.6)).isCloseTo(0.0524, within(1e-4));
    assertThat(ComparisonErrors.standing(48, 80, 56, 70)).isEqualTo(Standing.WORSE);
    assertThat(ComparisonErrors.standing(1, 10_000, 1, 10_000)).isEqualTo(Standing.NOT_WORSE);
    assertThat(ComparisonErrors.standing(1, 200, 2, 200)).isEqualTo(Standing.NOT_SHOWN);
    assertThat(ComparisonErrors.standing(5, 100, 0, 100)).isEqualTo(Standing.NO_ERRORS);
  }

  @Test
  @DisplayName(
      "What a block does not know is not compared, and CPU counts the parts that are known")
  void unknown() {
    List<Block> blocks = new ArrayList<>();
    for (Block b : new SampleBlocks(6).rounds(6)) {
      Block.Work w = b.work();
      Block.Work less =
          new Block.Work(
              w.requests(),
              w.serviceCpuNanos(),
              -1,
              w.redisCpuNanos(),
              0,
              -1,
              -1,
              -1,
              -1,
              0,
              0,
              -1,
              -1);
      blocks.add(new Block(b.round(), b.arm(), b.seconds(), b.groups(), less, ""));
    }
    Comparison comparison = compare(blocks);
    assertThat(comparison.line("*", "database-cpu-per-request")).isEmpty();
    assertThat(comparison.line("*", "allocated-per-request")).isEmpty();
    assertThat(comparison.line("*", "cpu-per-request").orElseThrow().before()).isBetween(7.0, 12.0);
    assertThat(comparison.line("*", "statements-per-request").orElseThrow().before()).isZero();
  }

  @Test
  @DisplayName("Identical arms: at most 6 % of the claims of speed judged together are false")
  void identicalArms() {
    int runs = 60;
    int wrong = 0;
    for (int run = 0; run < runs; run++) {
      SampleBlocks sample = new SampleBlocks(100 + run, 0.05);
      List<Block> blocks = new ArrayList<>();
      for (int round = 0; round < 6; round++) {
        blocks.add(sample.block(round, "as-found", Set.of(), ""));
        blocks.add(sample.block(round, "all", Set.of(), ""));
      }
      boolean claimed =
          compare(blocks).lines().stream()
              .filter(line -> line.proof().endpoint().equals("*"))
              .map(line -> line.proof().effect().verdict())
              .anyMatch(verdict -> verdict == Verdict.FASTER || verdict == Verdict.SLOWER);
      wrong += claimed ? 1 : 0;
    }
    assertThat(wrong / (double) runs).isLessThan(0.06);
  }

  @Test
  @DisplayName("Without two valid rounds nothing is compared, and the reason is given")
  void tooFew() {
    Comparison comparison = compare(new SampleBlocks(7).rounds(1));
    assertThat(comparison.lines()).isEmpty();
    assertThat(comparison.notCompared().get(0).reason()).startsWith("1 valid rounds");
  }

  private static Comparison compare(List<Block> blocks) {
    return Comparison.of(blocks, "as-found", "all", List.of("menu-cache"), List.of(), 1);
  }
}
