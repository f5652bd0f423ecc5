package dev.headroom.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * Measures arms in blocks. A round has one block of each arm, in random order; all replay the same
 * seeded arrivals of the same requests over the same connections, so that what differs within a
 * round is the arm and the moment, and moments are random. After a switch the load runs for a while
 * unmeasured. A block begins and ends with nothing under way: its CPU, statements and requests are
 * of exactly the same requests.
 *
 * <p>Writes are replayed with new keys, so tables grow by the same amount in every block, and the
 * random order keeps that growth from meeting one arm more than another.
 */
public final class BlockRunner {

  private final Function<Arm, Side> sides;
  private final Arm.Switch arms;
  private final Options options;
  private final Consumer<Progress> progress;

  /**
   * How blocks are run.
   *
   * @param rate requests per second, or 0 for a single user without think time
   * @param block measured length
   * @param settle unmeasured length after a switch
   * @param rounds most rounds
   * @param seed of order, arrivals and requests
   * @param limits what is still believed
   */
  public record Options(
      double rate, Duration block, Duration settle, int rounds, long seed, Limits limits) {

    /** Checks ranges. */
    public Options {
      if (rate < 0 || rounds < 1 || block.isNegative() || block.isZero() || settle.isNegative()) {
        throw new IllegalArgumentException(
            "a rate is at least 0, rounds at least 1, a block longer than 0, settling at least 0");
      }
    }

    /**
     * Blocks of 5 s after 1 s of settling, on a machine that generator and target share.
     *
     * @param rate requests per second
     * @param rounds most rounds
     * @param seed of everything random
     * @return options
     */
    public static Options of(double rate, int rounds, long seed) {
      return new Options(
          rate, Duration.ofSeconds(5), Duration.ofSeconds(1), rounds, seed, Limits.SHARED);
    }
  }

  /**
   * How far a run is.
   *
   * @param block the block that has just ended
   * @param done blocks so far
   * @param of blocks if every round is run
   */
  public record Progress(Block block, int done, int of) {}

  /**
   * Where an arm is measured.
   *
   * @param engine that loads it
   * @param meter of what it costs
   */
  public record Side(LoadEngine engine, WorkMeter meter) {}

  /**
   * A runner of arms that are deployments of their own.
   *
   * @param sides where each arm is
   * @param options how
   * @param progress told after each block, on the calling thread
   */
  public BlockRunner(Map<Arm, Side> sides, Options options, Consumer<Progress> progress) {
    this(sides, arm -> {}, options, progress);
  }

  /**
   * A runner of arms that are settings of several deployments.
   *
   * @param sides where each arm is
   * @param arms switches
   * @param options how
   * @param progress told after each block, on the calling thread
   */
  public BlockRunner(
      Map<Arm, Side> sides, Arm.Switch arms, Options options, Consumer<Progress> progress) {
    this(
        arm -> Objects.requireNonNull(sides.get(arm), () -> "no side for the arm " + arm.name()),
        arms,
        options,
        progress);
  }

  /**
   * A runner of arms that are settings of one deployment.
   *
   * @param engine with its connections, which stay open
   * @param arms switches
   * @param meter what a block costs
   * @param options how
   * @param progress told after each block, on the calling thread
   */
  public BlockRunner(
      LoadEngine engine,
      Arm.Switch arms,
      WorkMeter meter,
      Options options,
      Consumer<Progress> progress) {
    this(arm -> new Side(engine, meter), arms, options, progress);
  }

  private BlockRunner(
      Function<Arm, Side> sides, Arm.Switch arms, Options options, Consumer<Progress> progress) {
    this.sides = sides;
    this.arms = arms;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Runs all rounds.
   *
   * @param of the arms
   * @return all blocks, invalid ones too, in the order of time
   * @throws Exception if an arm cannot be switched, the service does not answer the control calls,
   *     or the thread is interrupted
   */
  public List<Block> run(List<Arm> of) throws Exception {
    return run(of, blocks -> false);
  }

  /**
   * Runs rounds until they suffice.
   *
   * @param of the arms
   * @param enough asked after each round with all blocks so far
   * @return all blocks, invalid ones too, in the order of time
   * @throws Exception if an arm cannot be switched, the service does not answer the control calls,
   *     or the thread is interrupted
   */
  public List<Block> run(List<Arm> of, Predicate<List<Block>> enough) throws Exception {
    SplittableRandom random = new SplittableRandom(options.seed());
    List<Block> blocks = new ArrayList<>();
    for (int round = 0; round < options.rounds(); round++) {
      long seed = random.nextLong();
      long settleSeed = random.nextLong();
      for (Arm arm : shuffled(of, random.split())) {
        Block block = block(round, arm, seed, settleSeed);
        blocks.add(block);
        progress.accept(new Progress(block, blocks.size(), options.rounds() * of.size()));
      }
      if (enough.test(List.copyOf(blocks))) {
        break;
      }
    }
    return blocks;
  }

  private Block block(int round, Arm arm, long seed, long settleSeed) throws Exception {
    arms.to(arm);
    LoadEngine engine = sides.apply(arm).engine();
    WorkMeter meter = sides.apply(arm).meter();
    if (!options.settle().isZero()) {
      engine.run(load(options.settle(), settleSeed));
    }
    WorkMeter.Reading before = meter.before();
    LoadResult result = engine.run(load(options.block(), seed));
    WorkMeter.Reading after = meter.after(before, result.ended() - result.failures());
    Map<String, Block.Group> groups = new LinkedHashMap<>();
    result
        .groups()
        .forEach(
            (name, group) ->
                groups.put(
                    name,
                    new Block.Group(
                        packed(group.response), packed(group.service), Map.copyOf(group.errors))));
    List<String> wrong = new ArrayList<>();
    wrong.add(result.invalid(options.limits()));
    wrong.add(options.limits().checkForeign(WorkMeter.foreignShare(before, after)));
    wrong.removeIf(String::isEmpty);
    return new Block(
        round,
        arm.name(),
        result.seconds(),
        groups,
        WorkMeter.work(before, after, result.ended()),
        String.join("; ", wrong));
  }

  private Load load(Duration length, long seed) {
    return options.rate() == 0
        ? new Load.Closed(1, Duration.ZERO, length, seed)
        : new Load.Open(options.rate(), Load.Spacing.POISSON, length, seed);
  }

  static <T> List<T> shuffled(List<T> all, SplittableRandom random) {
    List<T> shuffled = new ArrayList<>(all);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T moved = shuffled.set(i, shuffled.get(j));
      shuffled.set(j, moved);
    }
    return shuffled;
  }

  /** The same counts in a tenth of the memory: many blocks are kept. */
  private static Histogram packed(Histogram histogram) {
    PackedHistogram packed = new PackedHistogram(1, Math.max(2, histogram.getMaxValue()), 3);
    packed.setAutoResize(true);
    packed.add(histogram);
    return packed;
  }
}
