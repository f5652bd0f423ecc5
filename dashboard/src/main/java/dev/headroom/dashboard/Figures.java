package dev.headroom.dashboard;

import java.util.Locale;

/** Figures for people: three significant digits, the unit always there, a dash for the unknown. */
final class Figures {

  static final String UNKNOWN = "\u2013";

  private Figures() {}

  /** Three significant digits, no exponent. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return UNKNOWN;
    }
    if (value == 0) {
      return "0";
    }
    int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
    int decimals = Math.max(0, Math.min(6, 2 - magnitude));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String count(long count) {
    return count < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", count);
  }

  /** A share of 0..1 as percent. */
  static String share(double share) {
    return !(share >= 0)
        ? UNKNOWN
        : share > 0 && share < 0.0005
            ? "<0.1 %"
            : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  /** A share for a sentence. */
  static String percent(double share) {
    return !(share >= 0) ? UNKNOWN : Math.round(share * 100) + " %";
  }

  /** A time in the unit that suits it. */
  static String time(double nanos) {
    return !(nanos >= 0)
        ? UNKNOWN
        : nanos >= 1e10
            ? number(nanos / 1e9) + " s"
            : nanos >= 1e5 || nanos == 0
                ? number(nanos / 1e6) + " ms"
                : number(nanos / 1e3) + " \u00b5s";
  }

  /** A time in milliseconds without the unit, for a column that names it. */
  static String millis(double nanos) {
    return !(nanos >= 0) ? UNKNOWN : number(nanos / 1e6);
  }

  /** A long time as a clock would say it. */
  static String window(long nanos) {
    long seconds = Math.max(0, nanos) / 1_000_000_000L;
    return seconds >= 3600
        ? String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60)
        : seconds >= 60
            ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
            : number(Math.max(0, nanos) / 1e9) + " s";
  }

  static String bytes(double bytes) {
    return !(bytes >= 0)
        ? UNKNOWN
        : bytes >= 1e9
            ? number(bytes / 1e9) + " GB"
            : bytes >= 1e6
                ? number(bytes / 1e6) + " MB"
                : bytes >= 1e3 ? number(bytes / 1e3) + " kB" : number(bytes) + " B";
  }

  /** A count with its noun: {@code 1 request}, {@code 12,345 requests}. */
  static String of(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  static String time(long nanos) {
    return time((double) nanos);
  }

  static String millis(long nanos) {
    return millis((double) nanos);
  }

  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** {@code part / whole}, NaN where there is no whole. */
  static double ratio(long part, long whole) {
    return whole > 0 && part >= 0 ? (double) part / whole : Double.NaN;
  }

  /** How often a second, NaN where no time has passed. */
  static double perSecond(long count, long nanos) {
    return ratio(count, nanos) * 1e9;
  }

  /** A text's beginning, and how much there is in all. */
  static String clip(String text, int most) {
    return text.length() <= most
        ? text
        : text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most)
            + "\u2026 ("
            + of(text.length(), "character")
            + ")";
  }
}
