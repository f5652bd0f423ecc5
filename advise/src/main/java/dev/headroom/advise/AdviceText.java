package dev.headroom.advise;

import java.util.Locale;

/** A report for a terminal. */
public final class AdviceText {

  private static final int WIDTH = 100;

  private AdviceText() {}

  /**
   * Writes a report as text.
   *
   * @param report what to write
   * @return lines of at most about 100 characters, where names allow
   */
  public static String of(AdviceReport report) {
    StringBuilder text = new StringBuilder();
    Advice advice = report.advice();
    line(text, "Index advice for %s", report.database());
    wrapped(text, "", report.measured());
    report.notes().forEach(note -> wrapped(text, "  note: ", note));
    line(text, "");
    if (advice.indexes().isEmpty()) {
      line(text, "No index is missing that would be worth its writes.");
    }
    int number = 0;
    for (IndexAdvice index : advice.indexes()) {
      line(text, "%d. CREATE  %s %s", ++number, index.table(), index.columns());
      index.create().forEach(step -> line(text, "   %s;", step));
      line(text, "   %s", cost(index));
      for (StatementEffect effect : index.helped()) {
        line(text, "   - %s", clip(effect.statement().fingerprint(), 90));
        for (StatementEffect.Sample sample : effect.samples()) {
          line(text, "     %-8s  %s", sample.bind(), change(sample));
        }
        if (!effect.genericPlan()) {
          line(text, "     a generic plan of a prepared statement does not use it");
        }
      }
      line(text, "   undo: %s;", index.undo());
      line(text, "");
    }
    for (AdviceReport.Drop drop : report.drops()) {
      line(
          text,
          "%d. DROP  %s on %s, %s: %s",
          ++number,
          drop.index(),
          drop.table(),
          bytes(drop.sizeBytes()),
          drop.reason());
      if (!drop.tried().isEmpty()) {
        line(text, "   %s", drop.tried());
      }
      line(text, "   %s;", drop.ddl());
      line(text, "   undo: %s;", drop.undo());
      line(text, "");
    }
    line(text, "The workload: %s", workload(advice));
    applied(text, report);
    if (!advice.refused().isEmpty()) {
      line(text, "");
      line(text, "Considered and refused:");
      advice.refused().forEach(one -> line(text, "  %s: %s", one.index(), one.reason()));
    }
    if (!advice.skipped().isEmpty()) {
      line(text, "");
      line(text, "Statements left out:");
      advice
          .skipped()
          .forEach(one -> line(text, "  %s: %s", clip(one.statement(), 60), one.reason()));
    }
    if (!advice.complete()) {
      line(text, "");
      line(text, "The time limit ended the search: what is advised holds, there may be more.");
    }
    return text.toString();
  }

  /**
   * What was done on the database, for those who have seen the rest.
   *
   * @param report what to write
   * @return nothing if nothing was done
   */
  public static String done(AdviceReport report) {
    StringBuilder text = new StringBuilder();
    applied(text, report);
    return text.toString();
  }

  private static void applied(StringBuilder text, AdviceReport report) {
    if (report.applied().isEmpty()) {
      return;
    }
    line(text, "");
    line(text, "Done on %s:", report.database());
    for (AdviceReport.Applied one : report.applied()) {
      line(
          text,
          "  %s  %s on %s%s",
          outcome(one.outcome()),
          one.index(),
          one.table(),
          one.nanos() > 0 ? ", in " + time(one.nanos()) : "");
      if (!one.detail().isEmpty()) {
        line(text, "    %s", one.detail());
      }
      for (AdviceReport.Check check : one.checks()) {
        line(
            text,
            "    %s %s: %s -> %s (promised: %s)",
            check.holds() ? "holds" : "BROKEN",
            check.what(),
            check.before(),
            check.after(),
            check.promised());
      }
    }
  }

  /** A sentence over as many lines as it needs, the later ones behind the first one's margin. */
  private static void wrapped(StringBuilder text, String margin, String sentence) {
    text.append(margin);
    int column = margin.length();
    for (String word : sentence.split(" ", -1)) {
      if (column > margin.length() && column + word.length() > WIDTH) {
        text.setLength(text.length() - 1); // the space before
        text.append('\n').append(" ".repeat(margin.length()));
        column = margin.length();
      }
      text.append(word).append(' ');
      column += word.length() + 1;
    }
    text.setLength(text.length() - 1);
    text.append('\n');
  }

  static String outcome(AdviceReport.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** What an index takes, in a sentence without its full stop. */
  static String cost(IndexAdvice index) {
    IndexAdvice.WriteCost writes = index.writes();
    return (index.buildNanos() < 0
            ? "about " + bytes(index.sizeBytes()) + ", not built"
            : bytes(index.sizeBytes()) + ", built in " + time(index.buildNanos()))
        + String.format(
            Locale.ROOT,
            "; a written row costs %s and %.1f pages more%s (%s%s)",
            time(writes.nanosPerRow()),
            writes.buffersPerRow(),
            writes.measured() ? "" : ", estimated",
            writes.rows() == 0
                ? "the workload writes none"
                : String.format(
                    Locale.ROOT,
                    "%,d %s written by the workload",
                    writes.rows(),
                    writes.rows() == 1 ? "row" : "rows"),
            writes.rowsPerSecond() <= 0
                ? ""
                : "; at the "
                    + number(writes.rowsPerSecond())
                    + " a second that the database counted, "
                    + time(writes.nanosPerSecond())
                    + " in each second");
  }

  /** Before and after of a bind: what is known of cost, time and pages. */
  static String change(StatementEffect.Sample sample) {
    String cost =
        (counts(sample) ? "steps " : "cost ")
            + number(work(sample.before()))
            + " -> "
            + number(work(sample.after()));
    return sample.before().nanos() < 0
        ? cost
        : String.format(
            Locale.ROOT,
            "%s, time %s -> %s, pages %,d -> %,d",
            cost,
            time(sample.before().nanos()),
            time(sample.after().nanos()),
            sample.before().buffers(),
            sample.after().buffers());
  }

  /** Before and after of all statements. */
  static String workload(Advice advice) {
    WorkloadCost before = advice.before();
    WorkloadCost after = advice.after();
    String reads =
        before.readNanos() < 0
            ? "cost " + number(before.readCost()) + " -> " + number(after.readCost())
            : String.format(
                Locale.ROOT,
                "time %s -> %s, pages %,.0f -> %,.0f",
                time(before.readNanos()),
                time(after.readNanos()),
                before.readBuffers(),
                after.readBuffers());
    if (advice.indexes().isEmpty()) {
      return reads;
    }
    return String.format(
        Locale.ROOT,
        "%s (writes of the new indexes: %s, %,.0f pages)",
        reads,
        time(after.writeNanos()),
        after.writeBuffers());
  }

  @SuppressWarnings("AnnotateFormatMethod") // its formats stand above, all literal
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  /** Whether the database counted steps, as SQLite's does. */
  static boolean counts(StatementEffect.Sample sample) {
    return sample.before().steps() >= 0;
  }

  /** Steps where they are counted, else the planner's cost. */
  static double work(Run run) {
    return run.steps() >= 0 ? (double) run.steps() : run.cost();
  }

  static String clip(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  static String number(double value) {
    return Double.isNaN(value) || value < 0
        ? "?"
        : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }

  /** Two digits where they matter. */
  static String figure(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
  }

  static String time(long nanos) {
    return time((double) nanos);
  }

  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  static String time(double nanos) {
    return nanos < 0
        ? "?"
        : nanos >= 1e10
            ? String.format(Locale.ROOT, "%,.0f s", nanos / 1e9)
            : nanos >= 1e9
                ? String.format(Locale.ROOT, "%.1f s", nanos / 1e9)
                : nanos >= 1e6
                    ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                    : String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
  }

  static String bytes(double bytes) {
    return bytes >= 1e9
        ? String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
        : bytes >= 1e6
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.0f kB", bytes / 1e3);
  }
}
