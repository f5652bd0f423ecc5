package dev.headroom.loop;

/**
 * What an endpoint may cost.
 *
 * @param id for example {@code menu-cached-p95}; a requirement's id may stand in it
 * @param endpoint method and route template, a scenario's group, or {@code *} for all
 * @param measure what is measured
 * @param limit inclusive; milliseconds for times, 0..1 for shares, MB (of 1,000,000 bytes)
 */
public record Budget(String id, String endpoint, Measure measure, double limit) {

  /** Refuses limits that no measurement can meet or break. */
  public Budget {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException(
          "budget " + id + ": limit must be at least 0, was " + limit);
    }
  }

  /** What a budget limits. */
  public enum Measure {
    /** Median response time, ms. */
    P50_MS,
    /** 95th percentile of response time, ms. */
    P95_MS,
    /** 99th percentile of response time, ms. */
    P99_MS,
    /** Mean response time, ms. */
    MEAN_MS,
    /** Share of requests that failed, 0..1. */
    ERROR_SHARE,
    /** Share of cache look-ups answered by the cache, 0..1; the limit is a minimum. */
    HIT_RATE,
    /** Requests answered as expected per second; the limit is a minimum. */
    RATE,
    /** CPU of the service's processes as a share of the machine's processors, 0..1. */
    CPU_SHARE,
    /** Highest resident memory of the service's processes, each page once, in MB of 10^6 bytes. */
    MEMORY_MB;

    /**
     * Whether the limit is a minimum.
     *
     * @return false where it is a maximum
     */
    public boolean isMinimum() {
      return this == HIT_RATE || this == RATE;
    }
  }
}
