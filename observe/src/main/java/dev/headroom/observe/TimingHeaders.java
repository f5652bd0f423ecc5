package dev.headroom.observe;

import jakarta.servlet.http.HttpServletResponse;

/** Writes a request's times into its response, without {@code String.format} on every request. */
final class TimingHeaders {

  private TimingHeaders() {}

  static void set(HttpServletResponse response, Request request, long nowNanos) {
    long total = Math.max(0, nowNanos - request.startNanos);
    long database = request.databaseNanos;
    long pool = request.poolWaitNanos;
    long cache = request.cacheNanos;
    StringBuilder text = new StringBuilder(80);
    decimal(text, total / 1_000, 3).append("ms");
    response.setHeader("X-Response-Time", taken(text));
    response.setHeader("X-Process-Time", taken(decimal(text, total / 1_000, 6)));
    millis(text.append("db;dur="), database);
    millis(text.append(", pool;dur="), pool);
    millis(text.append(", cache;dur="), cache);
    millis(text.append(", app;dur="), Math.max(0, total - database - pool - cache));
    response.addHeader("Server-Timing", text.toString());
  }

  private static String taken(StringBuilder text) {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  private static void millis(StringBuilder text, long nanos) {
    decimal(text, nanos / 1_000, 3);
  }

  /** Appends microseconds with the point moved {@code digits} to the left. */
  static StringBuilder decimal(StringBuilder text, long micros, int digits) {
    int start = text.length();
    text.append(micros);
    while (text.length() - start <= digits) {
      text.insert(start, '0');
    }
    return text.insert(text.length() - digits, '.');
  }
}
