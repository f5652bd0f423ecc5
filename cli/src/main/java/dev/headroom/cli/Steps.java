package dev.headroom.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** A line per step with its time; on a terminal the running step's line counts along. */
final class Steps {

  /**
   * A finished step.
   *
   * @param name what was done
   * @param seconds how long it took
   * @param note its outcome, or empty
   */
  record Done(String name, double seconds, String note) {}

  private final PrintStream out;
  private final boolean live;
  private final LongSupplier ticker;
  private final long startedNanos;
  private final List<Done> done = new ArrayList<>();
  private String note = "";
  private String running = "";
  private long stepStartedNanos;

  Steps(PrintStream out, boolean live, LongSupplier ticker) {
    this.out = out;
    this.live = live;
    this.ticker = ticker;
    this.startedNanos = ticker.getAsLong();
  }

  <T> T run(String name, Callable<T> work) throws Exception {
    running = name;
    note = "";
    stepStartedNanos = ticker.getAsLong();
    draw("", false);
    try {
      T result = work.call();
      double seconds = (ticker.getAsLong() - stepStartedNanos) / 1e9;
      done.add(new Done(name, seconds, note));
      draw(note, true);
      return result;
    } catch (Exception e) {
      if (live) {
        out.println();
      }
      throw e;
    }
  }

  /** Progress of the running step, shown on a terminal only. */
  synchronized void progress(String text) {
    draw(text, false);
  }

  /** The outcome of the running step, shown behind its time. */
  synchronized void outcome(String text) {
    note = text;
  }

  List<Done> done() {
    return List.copyOf(done);
  }

  double totalSeconds() {
    return (ticker.getAsLong() - startedNanos) / 1e9;
  }

  private synchronized void draw(String text, boolean finished) {
    if (!live && !finished) {
      return;
    }
    double seconds = (ticker.getAsLong() - stepStartedNanos) / 1e9;
    String line = String.format(Locale.ROOT, "%6.1f s  %-42s %s", seconds, running, text);
    String cut = line.length() > 99 ? line.substring(0, 99) : line;
    if (live) {
      out.print("\r" + cut + "\u001b[K" + (finished ? "\n" : ""));
    } else {
      out.println(cut.stripTrailing());
    }
    out.flush();
  }
}
