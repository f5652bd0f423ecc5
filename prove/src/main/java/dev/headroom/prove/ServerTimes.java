package dev.headroom.prove;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the time of requests went by what the target says ({@code Server-Timing}), by how long they
 * took: sums in classes of response time that are 4.4 % wide (16 a doubling), so that shares can be
 * told for the requests around a percentile. At most {@value #MOST} names, 450 KB.
 */
final class ServerTimes {

  private static final int MOST = 12;
  private static final int CLASSES = 32 * 16;

  final List<String> names = new ArrayList<>();
  final long[] counts = new long[CLASSES];
  final double[] responses = new double[CLASSES];
  final double[] services = new double[CLASSES];
  double[][] parts = new double[0][];

  /** Nanoseconds; the header's durations are milliseconds. */
  void add(String header, long responseNanos, long serviceNanos) {
    int at = classOf(responseNanos);
    counts[at]++;
    responses[at] += responseNanos / 1e6;
    services[at] += serviceNanos / 1e6;
    int from = 0;
    while (from < header.length()) {
      int comma = header.indexOf(',', from);
      int to = comma < 0 ? header.length() : comma;
      part(header, from, to, at);
      from = to + 1;
    }
  }

  private void part(String header, int from, int to, int at) {
    int semicolon = header.indexOf(';', from);
    int duration = header.indexOf("dur=", from);
    if (semicolon < 0 || semicolon > to || duration < 0 || duration > to) {
      return;
    }
    String name = header.substring(from, semicolon).strip();
    int end = duration + 4;
    while (end < to && (Character.isDigit(header.charAt(end)) || header.charAt(end) == '.')) {
      end++;
    }
    try {
      int index = index(name);
      if (index >= 0) {
        parts[index][at] += Double.parseDouble(header.substring(duration + 4, end));
      }
    } catch (NumberFormatException e) {
      // what the target says wrongly is left out
    }
  }

  private int index(String name) {
    int index = names.indexOf(name);
    // A whole beside its parts would count twice.
    if (index < 0 && names.size() < MOST && !name.equals("total")) {
      index = names.size();
      names.add(name);
      parts = Arrays.copyOf(parts, names.size());
      parts[index] = new double[CLASSES];
    }
    return index;
  }

  void add(ServerTimes other) {
    for (int i = 0; i < CLASSES; i++) {
      counts[i] += other.counts[i];
      responses[i] += other.responses[i];
      services[i] += other.services[i];
    }
    for (int k = 0; k < other.names.size(); k++) {
      int index = index(other.names.get(k));
      for (int i = 0; index >= 0 && i < CLASSES; i++) {
        parts[index][i] += other.parts[k][i];
      }
    }
  }

  /**
   * Means of the requests between two percentiles, in milliseconds; a class counts as far as it
   * lies between them.
   */
  Band band(String name, double low, double high) {
    double all = Arrays.stream(counts).sum();
    double from = all * low / 100;
    double to = all * high / 100;
    double seen = 0;
    double count = 0;
    double response = 0;
    double service = 0;
    double[] means = new double[names.size()];
    for (int i = 0; i < CLASSES; i++) {
      double inside = Math.min(to, seen + counts[i]) - Math.max(from, seen);
      seen += counts[i];
      if (inside <= 0) {
        continue;
      }
      double share = inside / counts[i];
      count += inside;
      response += share * responses[i];
      service += share * services[i];
      for (int k = 0; k < means.length; k++) {
        means[k] += share * parts[k][i];
      }
    }
    if (count == 0) {
      return new Band(name, 0, -1, List.of());
    }
    List<Part> told = new ArrayList<>();
    double known = 0;
    for (int k = 0; k < means.length; k++) {
      told.add(new Part(names.get(k), means[k] / count));
      known += means[k] / count;
    }
    double waiting = (response - service) / count;
    told.add(new Part("waiting to be sent", Math.max(0, waiting)));
    told.add(new Part("network and other", Math.max(0, response / count - known - waiting)));
    return new Band(name, Math.round(count), response / count, told);
  }

  /**
   * Requests of a band.
   *
   * @param name for example {@code p50}
   * @param count how many, about
   * @param responseMs mean response time
   * @param parts where it went
   */
  public record Band(String name, long count, double responseMs, List<Part> parts) {}

  /**
   * A part of the response time.
   *
   * @param name as the target says
   * @param ms mean
   */
  public record Part(String name, double ms) {}

  private static int classOf(long nanos) {
    double micros = Math.max(1, nanos / 1000.0);
    return Math.min(CLASSES - 1, (int) (Math.log(micros) / Math.log(2) * 16));
  }
}
