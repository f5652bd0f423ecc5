package dev.headroom.benchmarks;

import dev.headroom.benchmarks.MicroProgram.Score;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** S1, S2: what a hit in the process costs, beside what it stands on and its peers. */
final class CacheHitProgram {

  private CacheHitProgram() {}

  static void run(boolean quick) throws RunnerException {
    System.out.println(Table.machine());
    Map<CacheWay, Score> scores = new EnumMap<>(CacheWay.class);
    for (RunResult run :
        MicroProgram.run(
            MicroProgram.options(quick).include(CacheHitBenchmark.class.getName() + "\\."))) {
      scores.put(CacheWay.valueOf(run.getParams().getParam("way")), Score.of(run));
    }
    Table table =
        new Table(
            "S1, S2: a hit in the process, 1,024 keys, one thread",
            "way",
            "ns",
            "against Caffeine",
            "against Spring's Caffeine",
            "B",
            "target");
    double caffeine = of(scores, CacheWay.CAFFEINE).nanos();
    double spring = of(scores, CacheWay.SPRING_CAFFEINE).nanos();
    for (CacheWay way : CacheWay.values()) {
      Score score = of(scores, way);
      boolean cacheable = way == CacheWay.SPRING_CAFFEINE || way == CacheWay.SPRING_HEADROOM;
      table.row(
          way.title,
          score.time(),
          cacheable ? "" : times(score.nanos() / caffeine),
          cacheable ? times(score.nanos() / spring) : "",
          score.size(),
          target(way));
    }
    table.print(quick);
  }

  private static Score of(Map<CacheWay, Score> scores, CacheWay way) {
    return Objects.requireNonNull(scores.get(way), () -> "JMH gave no result for " + way);
  }

  private static String times(double ratio) {
    return Table.number(ratio) + " x";
  }

  private static String target(CacheWay way) {
    return switch (way) {
      case HEADROOM -> "S1: 1.4 x, 0 B; S2: below JetCache and Redisson";
      case HEADROOM_TAGS -> "S1: 2 x, 0 B";
      case SPRING_HEADROOM -> "S2: 1.1 x";
      default -> "";
    };
  }
}
