package dev.headroom.diagnose;

import dev.headroom.loop.Evidence;
import dev.headroom.loop.StatementObservation;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Figures as people read them, and the evidence that every statement has. */
final class Words {

  private Words() {}

  static String millis(double nanos) {
    double millis = nanos / 1e6;
    return String.format(
        Locale.ROOT, millis >= 100 ? "%.0f ms" : millis >= 1 ? "%.1f ms" : "%.2f ms", millis);
  }

  static String number(double value) {
    return String.format(
        Locale.ROOT, value == Math.rint(value) || value >= 100 ? "%.0f" : "%.1f", value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % 3600 == 0
        ? seconds / 3600 + " h"
        : seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  static String list(Set<String> names) {
    return String.join(", ", new TreeSet<>(names));
  }

  /** The application's line; an observer that could not find it writes a dash. */
  static String codeLine(StatementObservation s) {
    return s.codeLine().equals("-") ? "" : s.codeLine();
  }

  static double mean(StatementObservation s) {
    return s.executions() == 0 ? 0 : (double) s.totalNanos() / s.executions();
  }

  static Evidence evidence(StatementObservation s, double distinctBindShare, String detail) {
    long returned = s.rows() < 0 ? -1 : Math.round((double) s.rows() / Math.max(1, s.executions()));
    return new Evidence(
        s.executions(),
        s.requests() == 0 ? -1 : (double) s.executions() / s.requests(),
        mean(s),
        s.maxNanos(),
        distinctBindShare,
        -1,
        returned,
        "",
        "",
        detail);
  }
}
