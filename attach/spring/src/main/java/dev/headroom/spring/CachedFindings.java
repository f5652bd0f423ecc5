package dev.headroom.spring;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What was seen, for meters and health: looked at again after 10 seconds at the earliest, however
 * often they are asked. A diagnosis of 2,000 statements takes tens of milliseconds.
 */
final class CachedFindings {

  private static final long AGE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Seen seen;
  private final LongSupplier ticker;
  private @Nullable Look last;

  /** One look. */
  record Look(Observations observations, List<Finding> findings, long nanos) {}

  CachedFindings(Seen seen, LongSupplier ticker) {
    this.seen = seen;
    this.ticker = ticker;
  }

  Seen seen() {
    return seen;
  }

  synchronized Look look() {
    Look known = last;
    long now = ticker.getAsLong();
    if (known == null || now - known.nanos() > AGE_NANOS) {
      known = new Look(seen.observations(), seen.findings(), now);
      last = known;
    }
    return known;
  }
}
