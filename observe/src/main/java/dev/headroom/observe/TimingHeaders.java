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
    response.setHeader("X-Response-Time", decimal(total / 1_000, 3) + "ms");
    response.setHeader("X-Process-Time", decimal(total / 1_000, 6));
    response.addHeader(
        "Server-Timing",
        "db;dur="
            + millis(database)
            + ", pool;dur="
            + millis(pool)
            + ", cache;dur="
            + millis(cache)
            + ", app;dur="
            + millis(Math.max(0, total - database - pool - cache)));
  }

  private static String millis(long nanos) {
    return decimal(nanos / 1_000, 3);
  }

  /** Microseconds with the point moved {@code digits} to the left. */
  static String decimal(long micros, int digits) {
    String text = Long.toString(micros);
    if (text.length() <= digits) {
      text = "0".repeat(digits + 1 - text.length()) + text;
    }
    int point = text.length() - digits;
    return text.substring(0, point) + '.' + text.substring(point);
  }
}
