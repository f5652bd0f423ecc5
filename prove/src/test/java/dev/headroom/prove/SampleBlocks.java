package dev.headroom.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Blocks of a made-up service on a machine whose speed wanders: log-normal response times, work in
 * proportion, and effects of arms that are known exactly.
 */
final class SampleBlocks {

  static final List<String> FIXES =
      List.of("indexes", "orders-joined", "menu-joined", "menu-cache", "settings-cache");

  /** What each fix multiplies CPU and times by. */
  static final Map<String, Double> FACTOR =
      Map.of(
          "indexes",
          0.45,
          "orders-joined",
          0.6,
          "menu-joined",
          0.7,
          "menu-cache",
          0.6,
          "settings-cache",
          1.0);

  static final Set<String> BASELINE = Set.of("indexes", "orders-joined", "menu-joined");

  /** Requests a block and typical milliseconds as found, by group. */
  private static final Map<String, double[]> GROUPS =
      Map.of(
          "sign-in", new double[] {25, 62},
          "health", new double[] {100, 1.4},
          "menu", new double[] {100, 38},
          "orders", new double[] {50, 85},
          "analytics", new double[] {25, 240});

  private final Random random;
  private final double noise;
  private double level;

  SampleBlocks(long seed) {
    this(seed, 0.03);
  }

  SampleBlocks(long seed, double noise) {
    random = new Random(seed);
    this.noise = noise;
  }

  /** One block of each of the three arms a round. */
  List<Block> rounds(int rounds) {
    List<Block> blocks = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      blocks.add(block(round, "as-found", Set.of(), ""));
      blocks.add(block(round, "baseline", BASELINE, ""));
      blocks.add(block(round, "all", Set.copyOf(FIXES), ""));
    }
    return blocks;
  }

  /** One block of each row of the design a round. */
  List<Block> design(int rounds) {
    List<Block> blocks = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (Attribution.Row row : Attribution.rows(FIXES)) {
        blocks.add(block(round, row.arm(), row.on(), ""));
      }
    }
    return blocks;
  }

  /** A block with these fixes on. */
  Block block(int round, String arm, Set<String> on, String invalid) {
    level = 0.95 * level + noise * random.nextGaussian();
    double factor = 1;
    for (String fix : on) {
      factor *= FACTOR.getOrDefault(fix, 1.0);
    }
    double speed = factor * Math.exp(level + noise * random.nextGaussian());
    Map<String, Block.Group> groups = new HashMap<>();
    long requests = 0;
    double totalMillis = 0;
    for (Map.Entry<String, double[]> entry : new TreeMap<>(GROUPS).entrySet()) {
      Histogram response = new Histogram(60_000_000L, 3);
      Histogram service = new Histogram(60_000_000L, 3);
      for (int i = 0; i < entry.getValue()[0]; i++) {
        double own = entry.getKey().equals("health") ? speed / factor : speed;
        double millis = entry.getValue()[1] * own * Math.exp(0.45 * random.nextGaussian());
        response.recordValue((long) (millis * 1_030));
        service.recordValue((long) (millis * 1_000));
        totalMillis += millis;
        requests++;
      }
      groups.put(entry.getKey(), new Block.Group(response, service, Map.of()));
    }
    double cache = on.contains("menu-cache") ? 0.03 : 0;
    long statements =
        Math.round(
            requests
                * (on.contains("orders-joined") ? 2.5 : 11.0)
                * (on.contains("menu-joined") ? 0.6 : 1)
                * (on.contains("menu-cache") ? 0.5 : 1));
    return new Block(
        round,
        arm,
        8,
        groups,
        new Block.Work(
            requests,
            (long) (requests * 9e6 * speed),
            (long) (requests * 21e6 * speed),
            (long) (requests * 60e3 * Math.exp(level)),
            statements,
            (long) (totalMillis * 1e6 * 0.62),
            (long) (totalMillis * 1e6 * 0.04),
            (long) (totalMillis * 1e6 * cache),
            (long) (totalMillis * 1e6),
            on.contains("menu-cache") ? 230 : 0,
            on.contains("menu-cache") ? 12 : 0,
            (long) (requests * 410_000 * Math.sqrt(factor)),
            requests * 12_000),
        invalid);
  }
}
