package dev.headroom.prove;

import java.time.Duration;

/** How requests arrive. */
public sealed interface Load {

  /**
   * What decides arrivals and requests: the same seed gives the same.
   *
   * @return any number
   */
  long seed();

  /**
   * Open model: arrivals do not wait for answers, as users who do not know each other.
   *
   * @param rate requests per second of the whole mix
   * @param spacing random or constant
   * @param length how long requests arrive
   * @param seed see {@link #seed}
   */
  record Open(double rate, Spacing spacing, Duration length, long seed) implements Load {
    /** Checks ranges. */
    public Open {
      if (!(rate > 0 && rate <= 10_000_000)) {
        throw new IllegalArgumentException(
            "a rate is above 0 and at most 10,000,000 a second, was " + rate);
      }
      positive(length);
    }
  }

  /**
   * Closed model: users who wait for their answer, think (exponentially distributed), and choose
   * the next request by the mix.
   *
   * @param users how many
   * @param think mean; zero measures capacity
   * @param length how long they go on
   * @param seed see {@link #seed}
   */
  record Closed(int users, Duration think, Duration length, long seed) implements Load {
    /** Checks ranges. */
    public Closed {
      if (users < 1 || users > 1_000_000) {
        throw new IllegalArgumentException("users are 1 to 1,000,000, were " + users);
      }
      if (think.isNegative()) {
        throw new IllegalArgumentException("think time is at least 0, was " + think);
      }
      positive(length);
    }
  }

  /**
   * Phases of the open or the closed model.
   *
   * @param plan the phases
   * @param seed see {@link #seed}
   */
  record Phased(LoadPlan plan, long seed) implements Load {}

  /**
   * Each group sends its own number of requests, as many at once as its cap says.
   *
   * @param seed see {@link #seed}
   */
  record Counted(long seed) implements Load {}

  /** Distances of arrivals in the open model. */
  enum Spacing {
    /** Exponentially distributed: independent users. */
    POISSON,
    /** Evenly spaced. */
    CONSTANT
  }

  private static void positive(Duration length) {
    if (length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException("a load lasts longer than 0, was " + length);
    }
  }
}
