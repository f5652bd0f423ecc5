package dev.headroom.cli;

import dev.headroom.prove.Interval;
import dev.headroom.prove.Limits;
import dev.headroom.prove.LoadPlan;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * A running load: on a terminal a few lines that are drawn anew every second, elsewhere a line
 * every five seconds.
 */
final class LiveLoad implements Consumer<Interval>, AutoCloseable {

  private static final int EVERY = 5;
  private static final int WIDTH = 40;

  private final PrintStream out;
  private final boolean terminal;
  private final Limits limits;
  private final double total;
  private final Set<String> measured;
  private long ended;
  private long failed;
  private int drawn;
  private int told;
  private String trouble = "";

  LiveLoad(PrintStream out, boolean terminal, LoadPlan plan, Limits limits) {
    this.out = out;
    this.terminal = terminal;
    this.limits = limits;
    this.measured =
        plan.phases().stream()
            .filter(phase -> phase.kind() != LoadPlan.Kind.WARM_UP)
            .map(LoadPlan.Phase::name)
            .collect(Collectors.toSet());
    this.total = plan.phases().stream().mapToDouble(phase -> phase.length().toNanos() / 1e9).sum();
  }

  @Override
  public synchronized void accept(Interval interval) {
    ended += interval.ended();
    failed += interval.failed();
    String wrong = limits.look(interval);
    if (!wrong.isEmpty() && measured.contains(interval.phase())) {
      trouble = String.format(Locale.ROOT, "%s at %.0f s", wrong, interval.start());
    }
    double second = interval.start() + interval.seconds();
    if (terminal) {
      draw(interval, second);
    } else if (told++ % EVERY == 0) {
      out.println(line(interval, second));
    }
    out.flush();
  }

  private String line(Interval interval, double second) {
    return String.format(
        Locale.ROOT,
        "%6.0f s  %-14s %8.1f/s  %s  failed %d%s  generator %s",
        second,
        interval.phase(),
        interval.ended() / interval.seconds(),
        times(interval.all()),
        failed,
        interval.waiting() > 0 ? "  waiting " + interval.waiting() : "",
        trouble.isEmpty() ? "fine" : "NOT fine: " + trouble);
  }

  private void draw(Interval interval, double second) {
    if (drawn > 0) {
      out.print("\u001b[" + drawn + "A");
    }
    int full = (int) Math.min(WIDTH, WIDTH * second / total);
    String[] lines = {
      String.format(
          Locale.ROOT,
          "[%s%s] %3.0f %%  %.0f of %.0f s  %s",
          "#".repeat(full),
          ".".repeat(WIDTH - full),
          Math.min(100, 100 * second / total),
          Math.min(second, total),
          total,
          second > total ? "waiting for the last answers" : interval.phase()),
      String.format(
          Locale.ROOT,
          "  rate       %.1f answered, %.1f due per s; %,d in all",
          interval.ended() / interval.seconds(),
          interval.due() / interval.seconds(),
          ended),
      "  response   " + times(interval.all()),
      String.format(
          Locale.ROOT,
          "  failed     %,d; %d requests wait for a connection",
          failed,
          interval.waiting()),
      "  generator  "
          + (trouble.isEmpty()
              ? String.format(
                  Locale.ROOT,
                  "fine (itself late by %.1f ms at p99)",
                  interval.generatorLateMicros() / 1e3)
              : "NOT fine: " + trouble)
    };
    for (String line : lines) {
      out.print("\r" + (line.length() > 99 ? line.substring(0, 99) : line) + "\u001b[K\n");
    }
    drawn = lines.length;
  }

  private static String times(Histogram seen) {
    return seen.getTotalCount() == 0
        ? "no answer"
        : String.format(
            Locale.ROOT,
            "p50 %.1f  p95 %.1f  p99 %.1f  max %.1f ms",
            seen.getValueAtPercentile(50) / 1e3,
            seen.getValueAtPercentile(95) / 1e3,
            seen.getValueAtPercentile(99) / 1e3,
            seen.getMaxValue() / 1e3);
  }

  @Override
  public synchronized void close() {
    out.println();
    out.flush();
  }
}
