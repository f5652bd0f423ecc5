package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Verdict;
import java.util.Locale;

/** Figures for people: three significant digits, units always, minus signs that look like one. */
final class ReportNumbers {

  static final String UNKNOWN = "\u2013";

  private static final double SHOW_AS_TIMES = 1.5;

  private ReportNumbers() {}

  /** Three significant digits, no exponent. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
    int decimals = Math.max(0, Math.min(6, 2 - magnitude));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value).replace('-', '\u2212');
  }

  /** A value in a unit of {@link Comparison.Line}. */
  static String value(double value, String unit) {
    return value < 0
        ? UNKNOWN
        : switch (unit) {
          case "ms" -> millis(value);
          case "B" -> bytes(value);
          default -> number(value);
        };
  }

  static String millis(double millis) {
    return millis < 0 ? UNKNOWN : signedMillis(millis);
  }

  /** Savings may be below zero: then it became slower. */
  static String signedMillis(double millis) {
    return Math.abs(millis) >= 10_000
        ? number(millis / 1e3) + " s"
        : Math.abs(millis) >= 0.1 || millis == 0
            ? number(millis) + " ms"
            : number(millis * 1e3) + " \u00b5s";
  }

  static String bytes(double bytes) {
    return bytes < 0
        ? UNKNOWN
        : bytes >= 1e9
            ? number(bytes / 1e9) + " GB"
            : bytes >= 1e6
                ? number(bytes / 1e6) + " MB"
                : bytes >= 1e3 ? number(bytes / 1e3) + " kB" : number(bytes) + " B";
  }

  static String count(long count) {
    return count < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", count);
  }

  static String share(double share) {
    return share < 0 ? UNKNOWN : number(share * 100) + " %";
  }

  static String seconds(double seconds) {
    return seconds >= 60
        ? String.format(Locale.ROOT, "%d min %02d s", (int) seconds / 60, (int) seconds % 60)
        : number(seconds) + " s";
  }

  /** A ratio as a change: 0.25 is -75 %. */
  static String change(double ratio) {
    double percent = (ratio - 1) * 100;
    String digits = Math.abs(percent) >= 100 ? "%,.0f" : "%.1f";
    String text = String.format(Locale.ROOT, digits, Math.abs(percent));
    return (text.equals("0.0") ? "" : percent < 0 ? "\u2212" : "+") + text + " %";
  }

  /** The interval of a change. */
  static String interval(Effect effect) {
    return change(effect.low()).replace(" %", "") + " to " + change(effect.high());
  }

  /** An effect in words: {@code 8.6 x less}, {@code 12.0 % less}, {@code no difference shown}. */
  static String words(Effect effect) {
    return switch (effect.verdict()) {
      case EQUIVALENT -> "the same within 3 %";
      case INCONCLUSIVE -> "no difference shown";
      case FASTER -> magnitude(1 / effect.ratio(), effect.ratio()) + " less";
      case SLOWER -> magnitude(effect.ratio(), effect.ratio()) + " more";
    };
  }

  /** The word between {@link #words} and what it is compared with. */
  static String joint(Effect effect) {
    return switch (effect.verdict()) {
      case FASTER, SLOWER -> "than";
      case EQUIVALENT -> "as";
      case INCONCLUSIVE -> "from";
    };
  }

  /** The interval in the words' terms, for FASTER and SLOWER; else as a change. */
  static String wordsInterval(Effect effect) {
    boolean less = effect.verdict() == Verdict.FASTER;
    double middle = less ? 1 / effect.ratio() : effect.ratio();
    if (middle < SHOW_AS_TIMES
        || effect.verdict() == Verdict.INCONCLUSIVE
        || effect.verdict() == Verdict.EQUIVALENT) {
      return interval(effect);
    }
    return times(less ? 1 / effect.high() : effect.low())
        + " to "
        + times(less ? 1 / effect.low() : effect.high());
  }

  private static String magnitude(double factor, double ratio) {
    return factor >= SHOW_AS_TIMES
        ? times(factor)
        : String.format(Locale.ROOT, "%.1f %%", Math.abs(ratio - 1) * 100);
  }

  private static String times(double factor) {
    return String.format(Locale.ROOT, factor >= 20 ? "%.0f\u00d7" : "%.1f\u00d7", factor);
  }

  /** A verdict in a word that fits the measure. */
  static String verdict(Verdict verdict, String measure) {
    boolean time = measure.matches("p\\d+|mean");
    return switch (verdict) {
      case FASTER -> time ? "faster" : "less";
      case SLOWER -> time ? "slower" : "more";
      case EQUIVALENT -> "same within 3 %";
      case INCONCLUSIVE -> "inconclusive";
    };
  }
}
