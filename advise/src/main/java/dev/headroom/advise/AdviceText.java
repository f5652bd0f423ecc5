package dev.headroom.advise;

import java.util.Locale;

/** A report for a terminal. */
public final class AdviceText {

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
    line(text, "%s", report.measured());
    report.notes().forEach(note -> line(text, "  note: %s", note));
    line(text, "");
    if (advice.indexes().isEmpty()) {
      line(text, "No index is missing that would be worth its writes.");
    }
    int number = 0;
    for (IndexAdvice index : advice.indexes()) {
      line(text, "%d. CREATE  %s %s", ++number, index.table(), index.columns());
      line(text, "   %s;", index.ddl());
      line(
          text,
          "   %s, built in %s; a written row costs %s and %.1f pages more (%,d rows written)",
          bytes(index.sizeBytes()),
          time(index.buildNanos()),
          time(index.writes().nanosPerRow()),
          index.writes().buffersPerRow(),
          index.writes().rows());
      for (StatementEffect effect : index.helped()) {
        line(text, "   - %s", clip(effect.statement().fingerprint(), 90));
        for (StatementEffect.Sample sample : effect.samples()) {
          line(
              text,
              "     %-8s  %s %s -> %s, time %s -> %s, pages %,d -> %,d",
              sample.bind(),
              counts(sample) ? "steps" : "cost",
              number(counts(sample) ? (double) sample.before().steps() : sample.before().cost()),
              number(counts(sample) ? (double) sample.after().steps() : sample.after().cost()),
              time(sample.before().nanos()),
              time(sample.after().nanos()),
              sample.before().buffers(),
              sample.after().buffers());
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
      line(text, "   %s;", drop.ddl());
      line(text, "   undo: %s;", drop.undo());
      line(text, "");
    }
    line(
        text,
        "The workload: time %s -> %s, pages %,.0f -> %,.0f (writes of the new indexes: %s, %,.0f pages)",
        time(advice.before().readNanos()),
        time(advice.after().readNanos()),
        advice.before().readBuffers(),
        advice.after().readBuffers(),
        time(advice.after().writeNanos()),
        advice.after().writeBuffers());
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

  @SuppressWarnings("AnnotateFormatMethod") // its formats stand above, all literal
  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }

  /** Whether the database counted steps, as SQLite's does. */
  static boolean counts(StatementEffect.Sample sample) {
    return sample.before().steps() >= 0;
  }

  static String clip(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  static String number(double value) {
    return Double.isNaN(value) || value < 0
        ? "?"
        : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
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
