package dev.headroom.cache;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How true the answers were, from hits that were loaded all the same ({@link
 * NamespaceOptions#shadowReads}) and from values loaded anew at the end of their time to live. A
 * value invalidated between the two looks counts for nothing.
 *
 * @param shadowReads hits that were compared
 * @param stale of them, those that differed
 * @param staleByAge those by the age of the value: a count for each of {@link #AGES}, and one for
 *     older ones
 * @param watchedNanos ages of all compared values together, in nanoseconds
 * @param changes changes seen in that time that nobody had told the cache of
 */
public record StalenessStats(
    long shadowReads, long stale, List<Long> staleByAge, long watchedNanos, long changes) {

  /** Upper bounds of the ages that {@link #staleByAge} counts. */
  public static final List<Duration> AGES =
      List.of(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  /** Copies the counts. */
  public StalenessStats {
    staleByAge = List.copyOf(staleByAge);
  }

  /**
   * The share of compared hits that were stale.
   *
   * @return 0 to 1; NaN when none was compared
   */
  public double rate() {
    return shadowReads == 0 ? Double.NaN : (double) stale / shadowReads;
  }

  /**
   * The longest time to live that keeps the share of stale answers under what is tolerated, from
   * the rate m of changes that the cache is not told of: a value of age a is stale with probability
   * ma, over a time to live T on average mT/2, so T = 2 s/m. When no change was seen in the time W
   * watched, m is at most 3/W with 95 % confidence.
   *
   * @param tolerated the share s of stale answers, over 0, at most 1
   * @return null when nothing was watched yet
   */
  public @Nullable Duration longestTtl(double tolerated) {
    if (!(tolerated > 0 && tolerated <= 1)) {
      throw new IllegalArgumentException(
          "the tolerated share is over 0 and at most 1, such as 0.01, was " + tolerated);
    }
    if (watchedNanos == 0) {
      return null;
    }
    double perNano = (changes == 0 ? 3.0 : changes) / watchedNanos;
    return Duration.ofNanos((long) (2 * tolerated / perNano));
  }
}
