package dev.headroom.stats;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.EndpointObservation.Connections;
import dev.headroom.loop.EndpointObservation.Tokens;
import dev.headroom.loop.EndpointObservation.Transfer;
import java.util.List;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One endpoint of several instances. */
final class MergedEndpoint {

  private MergedEndpoint() {}

  static EndpointObservation of(List<EndpointObservation> parts) {
    String name = parts.get(0).endpoint();
    long longest = max(parts, EndpointObservation::maxNanos);
    Histogram times = times(name, parts);
    return new EndpointObservation(
        name,
        sum(parts, EndpointObservation::requests),
        sum(parts, EndpointObservation::errors),
        sum(parts, EndpointObservation::totalNanos),
        sum(parts, EndpointObservation::databaseNanos),
        sum(parts, EndpointObservation::poolWaitNanos),
        sum(parts, EndpointObservation::cacheNanos),
        sum(parts, EndpointObservation::statements),
        sum(parts, EndpointObservation::cacheHits),
        sum(parts, EndpointObservation::cacheMisses),
        sum(parts, EndpointObservation::allocatedBytes),
        percentile(times, 50, longest, max(parts, EndpointObservation::p50Nanos)),
        percentile(times, 95, longest, max(parts, EndpointObservation::p95Nanos)),
        percentile(times, 99, longest, max(parts, EndpointObservation::p99Nanos)),
        longest,
        new Transfer(
            sum(parts, e -> e.transfer().requestBytes()),
            sum(parts, e -> e.transfer().responseBytes()),
            sum(parts, e -> e.transfer().large()),
            sum(parts, e -> e.transfer().largeBytes())),
        connections(parts),
        sum(parts, EndpointObservation::calls),
        sum(parts, EndpointObservation::callNanos),
        times == null ? "" : TimesText.write(times),
        new Tokens(sum(parts, e -> e.tokens().requests()), sum(parts, e -> e.tokens().distinct())));
  }

  private static Connections connections(List<EndpointObservation> parts) {
    return new Connections(
        sum(parts, e -> e.connections().checkouts()),
        sum(parts, e -> e.connections().holdNanos()),
        sum(parts, e -> e.connections().statementNanos()),
        sum(parts, e -> e.connections().callNanos()),
        max(parts, e -> e.connections().maxHoldNanos()),
        sum(parts, e -> e.connections().transactions()),
        sum(parts, e -> e.connections().transactionNanos()),
        max(parts, e -> e.connections().maxTransactionNanos()));
  }

  /** Null if a part has requests and no histogram: percentiles of some are not those of all. */
  private static @Nullable Histogram times(String endpoint, List<EndpointObservation> parts) {
    for (EndpointObservation part : parts) {
      if (part.times().isEmpty() && part.requests() > 0) {
        return null;
      }
    }
    List<Histogram> kept =
        parts.stream()
            .filter(part -> !part.times().isEmpty())
            .map(part -> TimesText.read(endpoint, part.times()))
            .toList();
    return kept.isEmpty() ? null : TimesText.merged(kept);
  }

  /** A bucket's upper edge may lie above the longest request. */
  private static long percentile(
      @Nullable Histogram times, double percent, long longest, long otherwise) {
    return times == null ? otherwise : Math.min(times.getValueAtPercentile(percent), longest);
  }

  private static long sum(
      List<EndpointObservation> parts, ToLongFunction<EndpointObservation> figure) {
    return parts.stream().mapToLong(figure).sum();
  }

  private static long max(
      List<EndpointObservation> parts, ToLongFunction<EndpointObservation> figure) {
    return parts.stream().mapToLong(figure).max().orElse(0);
  }
}
