package dev.headroom.observe;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How to observe.
 *
 * @param samples whether SQL texts and sampled binds are kept for what-if plans; they are the
 *     application's data, so the default is false. Costs an array of the binds per execution
 * @param slowStatement an execution that takes longer is counted as slow; above 0, default 100 ms
 * @param slowRequest a request that takes longer is logged; above 0, default 500 ms
 * @param maxEndpoints most endpoints told apart, 1 to 100,000, default 500; each costs 25 KB. What
 *     comes beyond is summed under "(other)" and counted as dropped
 * @param maxStatements most pairs of endpoint and statement told apart, 1 to 100,000, default
 *     2,000; each costs 1 KB and its text. What comes beyond is summed and counted likewise
 * @param application prefixes of the application's packages, for its code lines, for example {@code
 *     com.acme.}; default none: all that belongs to no known library
 */
public record ObserveOptions(
    boolean samples,
    Duration slowStatement,
    Duration slowRequest,
    int maxEndpoints,
    int maxStatements,
    List<String> application) {

  private static final int MOST = 100_000;

  /** Refuses thresholds that everything or nothing would pass. */
  public ObserveOptions {
    positive("slow-threshold", slowStatement);
    positive("slow-request-threshold", slowRequest);
    inRange("max-endpoints", maxEndpoints);
    inRange("max-statements", maxStatements);
    application = List.copyOf(application);
    if (application.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "application must name packages, an empty name stands for none; write for example"
              + " com.acme.");
    }
  }

  /**
   * With the default bounds.
   *
   * @param samples whether SQL texts and sampled binds are kept
   * @param slowStatement an execution that takes longer is counted as slow
   * @param slowRequest a request that takes longer is logged
   */
  public ObserveOptions(boolean samples, Duration slowStatement, Duration slowRequest) {
    this(samples, slowStatement, slowRequest, 500, 2_000, List.of());
  }

  /**
   * The defaults.
   *
   * @return no samples, 100 ms, 500 ms, 500 endpoints, 2,000 statements, all packages
   */
  public static ObserveOptions defaults() {
    return new ObserveOptions(false, Duration.ofMillis(100), Duration.ofMillis(500));
  }

  /**
   * With other bounds.
   *
   * @param endpoints most endpoints told apart
   * @param statements most pairs of endpoint and statement told apart
   * @return a changed copy
   */
  public ObserveOptions withBounds(int endpoints, int statements) {
    return new ObserveOptions(
        samples, slowStatement, slowRequest, endpoints, statements, application);
  }

  /**
   * With the application's packages.
   *
   * @param prefixes prefixes of its packages
   * @return a changed copy
   */
  public ObserveOptions withApplication(List<String> prefixes) {
    return new ObserveOptions(
        samples, slowStatement, slowRequest, maxEndpoints, maxStatements, prefixes);
  }

  private static void positive(String name, Duration duration) {
    Objects.requireNonNull(duration, name);
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(
          name + " must be above 0, was " + duration + "; write for example 100ms");
    }
  }

  private static void inRange(String name, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(
          name + " must be between 1 and " + MOST + ", was " + value + "; write for example 2000");
    }
  }
}
