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

  static String bytes(double bytes) {
    return bytes >= 1e6
        ? number(Math.rint(bytes / 1e5) / 10) + " MB"
        : number(Math.rint(bytes / 1e2) / 10) + " KB";
  }

  static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
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

  /** Endpoints as people say them. */
  static String where(Set<String> endpoints) {
    Set<String> named = new TreeSet<>(endpoints);
    return named.remove(Window.BACKGROUND)
        ? (named.isEmpty() ? "" : list(named) + ", ") + "what the service does outside of requests"
        : list(named);
  }

  /** The application's line; an observer that could not find it writes a dash. */
  static String codeLine(StatementObservation s) {
    return s.codeLine().equals("-") ? "" : s.codeLine();
  }

  /** {@code Type.method} of a code line: what stays the same over releases. */
  static String method(String codeLine) {
    int file = codeLine.indexOf('(');
    return file < 0 ? codeLine : codeLine.substring(0, file);
  }

  static double mean(StatementObservation s) {
    return s.executions() <= 0 ? 0 : Window.known(s.totalNanos()) / s.executions();
  }

  /** Rows that one execution returned, as counted or as traced; -1 if unknown. */
  static double rowsEach(StatementObservation s) {
    if (s.rows() >= 0 && s.executions() > 0) {
      return (double) s.rows() / s.executions();
    }
    StatementObservation.Fetch fetch = s.fetch();
    return fetch.executions() > 0 ? Window.known(fetch.rows()) / fetch.executions() : -1;
  }

  /** Evidence of what is no statement: occurrences, their mean and longest time. */
  static Evidence evidence(
      long occurrences, double perRequest, double meanNanos, long maxNanos, String detail) {
    return new Evidence(occurrences, perRequest, meanNanos, maxNanos, -1, -1, -1, "", "", detail);
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
