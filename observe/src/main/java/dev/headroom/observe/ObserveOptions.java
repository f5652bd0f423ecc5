package dev.headroom.observe;

import java.time.Duration;
import java.util.Objects;

/**
 * How to observe.
 *
 * @param samples whether SQL texts and sampled binds are kept for what-if plans; they are the
 *     application's data, so the default is false. Costs an array of the binds per execution
 * @param slowStatement an execution that takes longer is counted as slow; above 0, default 100 ms
 * @param slowRequest a request that takes longer is logged; above 0, default 500 ms
 */
public record ObserveOptions(boolean samples, Duration slowStatement, Duration slowRequest) {

  /** Refuses thresholds that everything or nothing would pass. */
  public ObserveOptions {
    positive("slow-threshold", slowStatement);
    positive("slow-request-threshold", slowRequest);
  }

  /**
   * The defaults.
   *
   * @return no samples, 100 ms, 500 ms
   */
  public static ObserveOptions defaults() {
    return new ObserveOptions(false, Duration.ofMillis(100), Duration.ofMillis(500));
  }

  private static void positive(String name, Duration duration) {
    Objects.requireNonNull(duration, name);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          name + " must be above 0, was " + duration + "; write for example 100ms");
    }
  }
}
