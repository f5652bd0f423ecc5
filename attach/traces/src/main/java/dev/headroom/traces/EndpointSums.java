package dev.headroom.traces;

import dev.headroom.loop.EndpointObservation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/** Sums of one endpoint over all traces. */
final class EndpointSums {

  private static final long LOWEST_NANOS = 1_000;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  /** As the observer keeps it: two digits to 60 s. */
  private final Histogram times = new Histogram(LOWEST_NANOS, HIGHEST_NANOS, 2);

  long requests;
  long errors;
  long totalNanos;
  long maxNanos;
  long databaseNanos;
  long poolWaitNanos;
  long statements;
  long calls;
  long callNanos;
  long checkouts;
  long responseBytes;

  void request(long nanos, boolean failed, long bytes) {
    requests++;
    errors += failed ? 1 : 0;
    totalNanos += nanos;
    maxNanos = Math.max(maxNanos, nanos);
    responseBytes += Math.max(0, bytes);
    times.recordValue(Math.min(nanos, HIGHEST_NANOS));
  }

  EndpointObservation observation(String endpoint) {
    return new EndpointObservation(
        endpoint,
        requests,
        errors,
        totalNanos,
        databaseNanos,
        poolWaitNanos,
        0,
        statements,
        0,
        0,
        0,
        percentile(50),
        percentile(95),
        percentile(99),
        maxNanos,
        new EndpointObservation.Transfer(0, responseBytes, 0, 0),
        new EndpointObservation.Connections(checkouts, 0, 0, 0, 0, 0, 0, 0),
        calls,
        callNanos,
        encoded(),
        EndpointObservation.Tokens.NONE);
  }

  private long percentile(double percent) {
    return Math.min(times.getValueAtPercentile(percent), maxNanos);
  }

  private String encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(times.getNeededByteBufferCapacity());
    int length = times.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }
}
