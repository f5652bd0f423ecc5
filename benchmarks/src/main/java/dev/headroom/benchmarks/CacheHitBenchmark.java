package dev.headroom.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** S1, S2: a hit in the process, of one of 1,024 keys in an order that a seed decides. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheHitBenchmark {

  private static final int KEYS = 1_024;
  private static final int ORDER = 16 * KEYS;

  /** Who answers. */
  @Param CacheWay way = CacheWay.CAFFEINE;

  private CacheHits hits = CacheHits.none();
  private String[] order = new String[0];
  private int at;

  /** Fills the cache. */
  @Setup
  public void open() {
    String[] keys = new String[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "item/" + i;
    }
    hits = CacheHits.of(way, keys);
    Random random = new Random(20261125);
    order = new String[ORDER];
    for (int i = 0; i < ORDER; i++) {
      order[i] = keys[random.nextInt(KEYS)];
    }
  }

  /** Ends it. */
  @TearDown
  public void close() {
    hits.close();
  }

  /** A hit. */
  @Benchmark
  public String hit() {
    int next = at;
    at = (next + 1) & (ORDER - 1);
    return hits.read(order[next]);
  }
}
