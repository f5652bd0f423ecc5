package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.prove.TruthProcess.Served;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the generator says, against a server in its own process whose truth is logged. Tolerances
 * are those of the targets plus what this machine's wake-ups cost at the moment, measured beside.
 *
 * <p>Each test has up to three tries and ends with the first that is right: on a busy machine one
 * run may be off by what the limits of validity allow. It fails when none of the three was right
 * and at least one did not say that it must not be believed; when all three say so, nothing is
 * shown. So this holds the generator to the truth, but not that every run that is wrong is called
 * invalid.
 */
@Timeout(120)
class GeneratorTruthTest {

  private static LoadResult load(TruthProcess truth, int connections, Load load)
      throws InterruptedException {
    try (LoadEngine engine = new LoadEngine(truth.target(), LoadEngineTest.one(connections))) {
      return engine.run(load);
    }
  }

  /** One run, and what is claimed of it. */
  private interface Try {
    Claim run() throws Exception;
  }

  private record Claim(LoadResult result, Runnable holds) {}

  private static void judge(Try one) throws Exception {
    AssertionError wrong = null;
    String invalid = "";
    for (int i = 0; i < 3; i++) {
      Claim claim = one.run();
      try {
        claim.holds().run();
        return;
      } catch (AssertionError e) {
        String faults = String.join("; ", Limits.STRICT.faults(claim.result()));
        if (faults.isEmpty()) {
          wrong = e;
        } else {
          invalid = faults;
        }
      }
    }
    if (wrong != null) {
      throw wrong;
    }
    Assumptions.abort("no valid run on this machine now: " + invalid);
  }

  private static Load.Open open(double rate, double seconds, Load.Spacing spacing) {
    return new Load.Open(rate, spacing, Duration.ofMillis((long) (seconds * 1000)), 11);
  }

  private static GroupResult group(LoadResult result) {
    return result.groups().get("/x");
  }

  @Test
  @DisplayName("A fixed delay of 2 ms: p50 is the server's within 0.15 ms and the wake-up jitter")
  void fixedDelay() throws Exception {
    judge(() -> fixedDelay(2));
  }

  @Test
  @Tag("long")
  @DisplayName("A fixed delay of 2 ms over a minute: p50 is the server's within 0.15 ms and jitter")
  void fixedDelayLong() throws Exception {
    judge(() -> fixedDelay(60));
  }

  private static Claim fixedDelay(double seconds) throws Exception {
    try (TruthProcess truth = TruthProcess.start("fixed", 2_000)) {
      LoadResult warm = load(truth, 16, open(200, 1, Load.Spacing.POISSON));
      assertThat(warm.failures()).isZero();
      LoadResult result = load(truth, 16, open(400, seconds, Load.Spacing.POISSON));
      long jitter = TruthProcess.jitter()[0];
      List<Served> served = truth.end();
      double[] took =
          served.stream()
              .skip(warm.ended())
              .mapToDouble(one -> (one.left() - one.arrived()) / 1e3)
              .sorted()
              .toArray();
      assertThat(took).hasSize((int) result.ended());
      double p50 = group(result).response().getValueAtPercentile(50);
      // Two wake-ups that the server does not see: its own reading thread's, and the generator's.
      return new Claim(
          result,
          () -> assertThat(p50 - took[took.length / 2]).isBetween(0.0, 150 + 2 * jitter / 1e3));
    }
  }

  private static final String TALK =
      """
      scenario: t
      groups:
        - name: g
          concurrent: 20
          flow:
            - {websocket: /}
            - {name: ask, send: question, receive: any, think: 20ms}
            - {name: ask, send: question, receive: any, think: 20ms}
            - {name: ask, send: question, receive: any, think: 20ms}
            - {name: ask, send: question, receive: any, think: 20ms}
            - {name: ask, send: question, receive: any, think: 20ms}
            - {name: ask, send: question, receive: any, think: 20ms}
            - {name: ask, send: again, receive: {contains: done}}
      """;

  @Test
  @DisplayName(
      "An answer by WebSocket after 2 ms: p50 is the server's within 0.15 ms and the wake-up jitter")
  void webSocket() throws Exception {
    judge(
        () -> {
          try (TruthProcess truth = TruthProcess.start("websocket", 2_000);
              LoadEngine engine =
                  new LoadEngine(
                      truth.target(), PreparedScenario.of(Scenario.read("t.yml", TALK)))) {
            LoadResult warm = engine.run(new Load.Counted(1)); // 100 flows
            assertThat(warm.groups().get("g").errors()).isEmpty();
            LoadResult result = engine.run(open(40, 1.5, Load.Spacing.POISSON));
            long jitter = TruthProcess.jitter()[0];
            GroupResult seen = result.groups().get("g");
            long before = warm.groups().get("g").steps().get("ask").response().getTotalCount();
            double[] took =
                truth.end().stream()
                    .skip(before)
                    .mapToDouble(one -> (one.left() - one.arrived()) / 1e3)
                    .sorted()
                    .toArray();
            Histogram asked = seen.steps().get("ask").response();
            assertThat(seen.errors()).isEmpty();
            assertThat(took).hasSize((int) asked.getTotalCount()).hasSizeGreaterThan(100);
            double p50 = asked.getValueAtPercentile(50);
            return new Claim(
                result,
                () ->
                    assertThat(p50 - took[took.length / 2]).isBetween(0.0, 150 + 2 * jitter / 1e3));
          }
        });
  }

  @Test
  @DisplayName("Stalls of 5 % of the time: p99 is the truth within 5 % and the wake-up jitter")
  void stall() throws Exception {
    judge(() -> stall(4_000, 200, 500, 4, 150));
  }

  @Test
  @Tag("long")
  @DisplayName(
      "A stall of 500 ms every 10 s at 1,000/s: p99 is the truth, about 400 ms, within 5 %")
  void stallLong() throws Exception {
    judge(() -> stall(10_000, 500, 1_000, 30, 650));
  }

  private static Claim stall(long everyMillis, long millis, double rate, double seconds, int most)
      throws Exception {
    try (TruthProcess truth = TruthProcess.start("stall", everyMillis, millis)) {
      Load.Open load = open(rate, seconds, Load.Spacing.POISSON);
      LoadResult result = load(truth, most, load);
      long jitter = TruthProcess.jitter()[1];
      double[] expected = truth(truth.end(), load);
      assertThat(expected).hasSize((int) result.ended());
      double p99 = expected[(int) Math.ceil(0.99 * expected.length) - 1];
      // What a closed tool would not see: a fiftieth of all requests waited for most of the stall.
      assertThat(p99).isGreaterThan(0.6 * millis * 1_000);
      return new Claim(
          result,
          () ->
              assertThat((double) group(result).response().getValueAtPercentile(99))
                  .isBetween(0.95 * p99 - jitter / 1e3, 1.05 * p99 + jitter / 1e3));
    }
  }

  /**
   * Departure minus intended time of every request, sorted, in microseconds; the schedule is known
   * by its seed, its start by the request that met the least delay on its way.
   */
  static double[] truth(List<Served> served, Load.Open load) {
    Arrivals arrivals =
        new Arrivals(
            load.rate(), load.spacing(), new java.util.SplittableRandom(load.seed()).nextLong());
    long[] intended = new long[served.size()];
    long start = Long.MAX_VALUE;
    for (int i = 0; i < intended.length; i++) {
      intended[i] = arrivals.next();
      start = Math.min(start, served.get(i).arrived() - intended[i]);
    }
    double[] responses = new double[intended.length];
    for (int i = 0; i < responses.length; i++) {
      responses[i] = (served.get(i).left() - start - intended[i]) / 1e3;
    }
    Arrays.sort(responses);
    return responses;
  }

  @Test
  @DisplayName("Exponential delays: the distribution is the server's within the 99.9 % band")
  void exponential() throws Exception {
    judge(() -> exponential(1_200, 3));
  }

  @Test
  @Tag("long")
  @DisplayName("Exponential delays over a minute: the distribution is the server's within its band")
  void exponentialLong() throws Exception {
    judge(() -> exponential(24_000, 60));
  }

  private static Claim exponential(int about, double seconds) throws Exception {
    try (TruthProcess truth = TruthProcess.start("exponential", 20_000)) {
      LoadResult result = load(truth, 64, open(about / seconds, seconds, Load.Spacing.POISSON));
      long jitter = TruthProcess.jitter()[1];
      List<Served> served = truth.end();
      double[] took =
          served.stream().mapToDouble(one -> (one.left() - one.arrived()) / 1e3).sorted().toArray();
      Histogram seen = group(result).service();
      assertThat(seen.getTotalCount()).isEqualTo(took.length);
      double distance = 0;
      for (int i = 0; i < took.length; i++) {
        double at = took[i] + 150 + 2 * jitter / 1e3; // what the target allows, as a shift
        double ours = seen.getCountBetweenValues(0, (long) at) / (double) took.length;
        distance = Math.max(distance, (i + 1.0) / took.length - ours);
        double early = seen.getCountBetweenValues(0, (long) took[i]) / (double) took.length;
        distance = Math.max(distance, early - (i + 1.0) / took.length);
      }
      // Massart's form of the Dvoretzky-Kiefer-Wolfowitz band at 99.9 %.
      double band = Math.sqrt(Math.log(2 / 0.001) / (2 * took.length));
      double far = distance;
      return new Claim(result, () -> assertThat(far).isLessThan(band));
    }
  }

  @Test
  @DisplayName(
      "Overload: responses grow as they must, while the rate stays what the server can do, and the run says that it fell behind")
  void overload() throws Exception {
    judge(
        () -> {
          try (TruthProcess truth = TruthProcess.start("one-at-a-time", 5_000)) {
            Load.Open load = open(400, 1.5, Load.Spacing.CONSTANT);
            LoadResult result = load(truth, 4, load);
            GroupResult group = group(result);
            double[] expected = truth(truth.end(), load);
            assertThat(expected).hasSize((int) group.ended()).hasSizeBetween(599, 601);
            double longest = expected[expected.length - 1];
            double median = expected[expected.length / 2];
            // 200 a second at most of 400 that come: at the end a second and a half of work waits.
            assertThat(longest).isGreaterThan(1_000_000);
            assertThat(Limits.SHARED.behind(result)).hasSize(1);
            return new Claim(
                result,
                () -> {
                  assertThat((double) group.response().getMaxValue())
                      .isBetween(0.95 * longest, 1.05 * longest);
                  assertThat((double) group.response().getValueAtPercentile(50))
                      .isBetween(0.95 * median, 1.05 * median);
                  assertThat((double) group.targetSlow().getMaxValue())
                      .isGreaterThan(0.9 * longest);
                  assertThat(group.generatorLate().getValueAtPercentile(50)).isLessThan(5_000);
                });
          }
        });
  }

  @Test
  @DisplayName(
      "Requests reach the server as a Poisson process: gaps are exponential within the band")
  void schedule() throws Exception {
    judge(
        () -> {
          try (TruthProcess truth = TruthProcess.start("fixed", 100)) {
            LoadResult warm = load(truth, 32, open(100, 0.5, Load.Spacing.POISSON));
            LoadResult result = load(truth, 32, open(250, 3, Load.Spacing.POISSON));
            List<Served> served = truth.end();
            int first = (int) warm.ended();
            int n = (int) result.ended() - 1;
            double[] gaps = new double[n];
            for (int i = 0; i < n; i++) {
              long gap = served.get(first + i + 1).arrived() - served.get(first + i).arrived();
              gaps[i] = gap / 1e9 * 250;
            }
            Arrays.sort(gaps);
            double distance = 0;
            for (int i = 0; i < n; i++) {
              distance = Math.max(distance, Math.abs((i + 0.5) / n - (1 - Math.exp(-gaps[i]))));
            }
            // Wake-ups blur gaps by as much as they vary, of 4 ms a few percent.
            double far = distance - TruthProcess.jitter()[1] / 4e6;
            return new Claim(result, () -> assertThat(far).isLessThan(1.95 / Math.sqrt(n)));
          }
        });
  }
}
