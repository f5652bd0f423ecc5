package dev.headroom.prove;

import dev.headroom.prove.TruthProcess.Served;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * S8 as figures, in Markdown: what the generator says beside what the server logged. Started by
 * {@code benchmarks/truth.sh}.
 */
final class TruthFigures {

  private TruthFigures() {}

  public static void main(String[] args) throws Exception {
    int runs = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    System.out.println("| run | server | truth | headroom | difference | wake-up jitter | |");
    System.out.println("|---|---|---:|---:|---:|---:|---|");
    for (int run = 1; run <= runs; run++) {
      fixed(run, seconds);
      stall(run, seconds);
    }
  }

  private static LoadResult load(TruthProcess truth, int connections, double rate, int seconds)
      throws InterruptedException {
    try (LoadEngine engine = new LoadEngine(truth.target(), LoadEngineTest.one(connections))) {
      return engine.run(open(rate, seconds));
    }
  }

  private static Load.Open open(double rate, int seconds) {
    return new Load.Open(rate, Load.Spacing.POISSON, Duration.ofSeconds(seconds), 11);
  }

  /** p50 of the server's own delay: within 0.15 ms and the wake-up jitter. */
  private static void fixed(int run, int seconds) throws Exception {
    try (TruthProcess truth = TruthProcess.start("fixed", 2_000)) {
      long warm = load(truth, 16, 200, 2).ended();
      LoadResult result = load(truth, 16, 400, seconds);
      double jitter = TruthProcess.jitter()[0] / 1e6;
      double[] took =
          truth.end().stream()
              .skip(warm)
              .mapToDouble(one -> (one.left() - one.arrived()) / 1e6)
              .sorted()
              .toArray();
      double told = result.response().getValueAtPercentile(50) / 1e3;
      double was = took[took.length / 2];
      line(
          run,
          "2 ms at 400/s, p50",
          was,
          told,
          String.format(Locale.ROOT, "%+.3f ms", told - was),
          jitter,
          result);
    }
  }

  /** p99 under stalls: within 5 %. */
  private static void stall(int run, int seconds) throws Exception {
    try (TruthProcess truth = TruthProcess.start("stall", 10_000, 500)) {
      int warm = (int) load(truth, 650, 200, 2).ended();
      LoadResult result = load(truth, 650, 1_000, seconds);
      double jitter = TruthProcess.jitter()[1] / 1e6;
      List<Served> all = truth.end();
      List<Served> served = all.subList(warm, all.size());
      double[] expected = GeneratorTruthTest.truth(served, open(1_000, seconds));
      double was = expected[(int) Math.ceil(0.99 * expected.length) - 1] / 1e3;
      double told = result.response().getValueAtPercentile(99) / 1e3;
      line(
          run,
          "stalls of 500 ms every 10 s at 1,000/s, p99",
          was,
          told,
          String.format(Locale.ROOT, "%+.2f %%", 100 * (told / was - 1)),
          jitter,
          result);
    }
  }

  private static void line(
      int run,
      String server,
      double was,
      double told,
      String difference,
      double jitter,
      LoadResult result) {
    String faults = String.join("; ", Limits.STRICT.faults(result));
    System.out.printf(
        Locale.ROOT,
        "| %d | %s | %.3f ms | %.3f ms | %s | %.3f ms | %s |%n",
        run,
        server,
        was,
        told,
        difference,
        jitter,
        faults.isEmpty() ? "" : "not to be believed: " + faults);
  }
}
