package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.stats.Judged;
import dev.headroom.stats.PlackettBurman;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * What each fix brought: its main effect, which is the ratio on / off averaged over all settings of
 * the other fixes. Fixes that serve the same reads overlap, so effects need not multiply to the
 * whole.
 *
 * @param factors ids of the fixes, in the order of the design
 * @param runs runs measured
 * @param validRuns runs that count; a run and its mirror image go together
 * @param parts what each fix brought
 * @param notJudged why there are none, or empty
 */
public record Attribution(
    List<String> factors, int runs, int validRuns, List<Part> parts, String notJudged) {

  /** What the arms of the design's runs are called: {@code pb-01} to {@code pb-24}. */
  static final String PREFIX = "pb-";

  /** Copies the lists. */
  public Attribution {
    factors = List.copyOf(factors);
    parts = List.copyOf(parts);
  }

  /**
   * A run of the design.
   *
   * @param arm name of its blocks
   * @param on ids of the fixes that are on
   */
  public record Row(String arm, Set<String> on) {}

  /**
   * What one fix brought on one measure.
   *
   * @param fix its id
   * @param group the scenario's group, or {@code *}
   * @param measure {@code cpu-per-request}, {@code statements-per-request} or {@code mean}
   * @param effect ratio on / off; each interval stands alone
   */
  public record Part(String fix, String group, String measure, Effect effect) {}

  /**
   * The runs to make, each once a round in random order.
   *
   * @param factors ids of 1 to 11 fixes; the others keep one setting throughout
   * @return 24 rows; the second twelve mirror the first
   * @throws IllegalArgumentException if there are none or more than 11
   */
  public static List<Row> rows(List<String> factors) {
    List<boolean[]> design = PlackettBurman.rows(factors.size());
    List<Row> rows = new ArrayList<>();
    for (int run = 0; run < design.size(); run++) {
      Set<String> on = new LinkedHashSet<>();
      for (int f = 0; f < factors.size(); f++) {
        if (design.get(run)[f]) {
          on.add(factors.get(f));
        }
      }
      rows.add(new Row(arm(run), on));
    }
    return rows;
  }

  /** Evaluates the blocks of these arms; others are passed over. */
  static Attribution of(List<Block> blocks, List<String> factors) {
    List<boolean[]> design = factors.isEmpty() ? List.of() : PlackettBurman.rows(factors.size());
    Map<String, Block> byRun = new HashMap<>();
    Set<Integer> rounds = new TreeSet<>();
    int runs = 0;
    for (Block block : blocks) {
      if (block.arm().startsWith(PREFIX)) {
        runs++;
        rounds.add(block.round());
        if (block.invalid().isEmpty()) {
          byRun.put(block.round() + block.arm(), block);
        }
      }
    }
    List<Block> valid = new ArrayList<>();
    List<boolean[]> settings = new ArrayList<>();
    for (int round : rounds) {
      for (int run = 0; run < design.size() / 2; run++) {
        Block one = byRun.get(round + arm(run));
        Block mirror = byRun.get(round + arm(run + 12));
        if (one != null && mirror != null) {
          valid.add(one);
          valid.add(mirror);
          settings.add(design.get(run));
          settings.add(design.get(run + 12));
        }
      }
    }
    String why = "";
    List<Part> parts = new ArrayList<>();
    if (runs == 0) {
      why = "no run of the design was made";
    } else {
      try {
        parts = parts(valid, settings, factors);
      } catch (IllegalArgumentException tooFew) {
        why = valid.size() + " of " + runs + " runs valid: " + tooFew.getMessage();
      }
    }
    return new Attribution(factors, runs, valid.size(), parts, why);
  }

  private static List<Part> parts(
      List<Block> blocks, List<boolean[]> settings, List<String> factors) {
    int[] round = blocks.stream().mapToInt(Block::round).toArray();
    List<Part> parts = new ArrayList<>();
    for (ComparisonWork work : List.of(ComparisonWork.CPU, ComparisonWork.STATEMENTS)) {
      if (work.known(blocks)) {
        double[] values = work.perRequest(blocks, blocks);
        add(parts, factors, "*", work.measure, PlackettBurman.effects(settings, round, values));
      }
    }
    Set<String> groups = new TreeSet<>(Set.of("*"));
    blocks.forEach(block -> groups.addAll(block.groups().keySet()));
    for (String group : groups) {
      List<Histogram> responses = ComparisonLatency.responses(blocks, group);
      if (responses.stream().allMatch(response -> response.getTotalCount() > 0)) {
        double[] values =
            responses.stream().mapToDouble(response -> Math.max(1, response.getMean())).toArray();
        add(parts, factors, group, "mean", PlackettBurman.effects(settings, round, values));
      }
    }
    return parts;
  }

  private static void add(
      List<Part> parts, List<String> factors, String group, String measure, List<Judged> effects) {
    for (int f = 0; f < factors.size(); f++) {
      parts.add(new Part(factors.get(f), group, measure, effects.get(f).effect()));
    }
  }

  private static String arm(int run) {
    return PREFIX + (run < 9 ? "0" : "") + (run + 1);
  }
}
