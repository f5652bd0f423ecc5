package dev.headroom.cache;

import java.time.Duration;
import java.util.Objects;

/**
 * How a namespace behaves. Start from {@link #ofTtl} or {@link #strict}, change what differs.
 *
 * @param ttl how long a value may be used after it was loaded; 1 ms to 365 days. It also bounds
 *     what the protocol does not cover, see {@link HeadroomCache}
 * @param jitter the share of the time to live by which values expire earlier, at random, so that
 *     they do not expire together; 0 to 0.1, default 0.1
 * @param maxEntries most values kept in the process; 1 to 100 million, default 10,000. Beyond it
 *     the least useful go (W-TinyLFU). About 150 bytes a value besides the value itself
 * @param levels where values are kept; default BOTH, which without Redis means in the process
 * @param mode what happens while the invalidation feed is silent; default AVAILABLE
 * @param maxSilence AVAILABLE: how old what is served may at most be while the feed is silent;
 *     default 30 s; zero for STRICT, which serves nothing then
 * @param loaderDeadline after this time a load no longer holds its key: others load themselves, and
 *     the late value is returned to its caller but not stored; 1 ms to 1 h, default 10 s
 * @param cacheNulls whether "there is none" is kept too; default false
 */
public record NamespaceOptions(
    Duration ttl,
    double jitter,
    int maxEntries,
    Levels levels,
    Mode mode,
    Duration maxSilence,
    Duration loaderDeadline,
    boolean cacheNulls) {

  /** Default of {@link #maxSilence}. */
  public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(30);

  /** Default of {@link #ttl}. */
  public static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  /** Checks the values and how they go together. */
  public NamespaceOptions {
    Objects.requireNonNull(levels, "levels");
    Objects.requireNonNull(mode, "mode");
    within("ttl", ttl, Duration.ofMillis(1), Duration.ofDays(365));
    within("loader-deadline", loaderDeadline, Duration.ofMillis(1), Duration.ofHours(1));
    if (!(jitter >= 0 && jitter <= 0.1)) {
      throw new IllegalArgumentException("jitter is a share from 0 to 0.1, was " + jitter);
    }
    if (maxEntries < 1 || maxEntries > 100_000_000) {
      throw new IllegalArgumentException("max-entries is from 1 to 100,000,000, was " + maxEntries);
    }
    if (mode == Mode.STRICT && !maxSilence.isZero()) {
      throw new IllegalArgumentException(
          "mode STRICT serves nothing while the feed is silent, so max-silence must be left out or"
              + " 0, was "
              + maxSilence
              + "; for a bounded time of silence write mode AVAILABLE");
    }
    if (mode == Mode.AVAILABLE) {
      within("max-silence", maxSilence, Duration.ofMillis(1), Duration.ofDays(365));
    }
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }

  /**
   * An AVAILABLE namespace with the defaults.
   *
   * @param ttl time to live
   * @return options to change further
   */
  public static NamespaceOptions ofTtl(Duration ttl) {
    return new NamespaceOptions(
        ttl,
        0.1,
        10_000,
        Levels.BOTH,
        Mode.AVAILABLE,
        DEFAULT_SILENCE,
        Duration.ofSeconds(10),
        false);
  }

  /**
   * The same, STRICT.
   *
   * @return a copy
   */
  public NamespaceOptions strict() {
    return new NamespaceOptions(
        ttl, jitter, maxEntries, levels, Mode.STRICT, Duration.ZERO, loaderDeadline, cacheNulls);
  }

  /**
   * The same with another jitter.
   *
   * @param share 0 to 0.1
   * @return a copy
   */
  public NamespaceOptions withJitter(double share) {
    return new NamespaceOptions(
        ttl, share, maxEntries, levels, mode, maxSilence, loaderDeadline, cacheNulls);
  }

  /**
   * The same with another size.
   *
   * @param most most values kept in the process
   * @return a copy
   */
  public NamespaceOptions withMaxEntries(int most) {
    return new NamespaceOptions(
        ttl, jitter, most, levels, mode, maxSilence, loaderDeadline, cacheNulls);
  }

  /**
   * The same at other levels.
   *
   * @param where where values are kept
   * @return a copy
   */
  public NamespaceOptions withLevels(Levels where) {
    return new NamespaceOptions(
        ttl, jitter, maxEntries, where, mode, maxSilence, loaderDeadline, cacheNulls);
  }

  /**
   * The same with another bound for the feed's silence.
   *
   * @param most how old what is served may at most be while the feed is silent
   * @return a copy
   */
  public NamespaceOptions withMaxSilence(Duration most) {
    return new NamespaceOptions(
        ttl, jitter, maxEntries, levels, mode, most, loaderDeadline, cacheNulls);
  }

  /**
   * The same with another deadline for loaders.
   *
   * @param deadline 1 ms to 1 h
   * @return a copy
   */
  public NamespaceOptions withLoaderDeadline(Duration deadline) {
    return new NamespaceOptions(
        ttl, jitter, maxEntries, levels, mode, maxSilence, deadline, cacheNulls);
  }

  /**
   * The same, keeping "there is none" too or not.
   *
   * @param keep whether nulls are kept
   * @return a copy
   */
  public NamespaceOptions withCacheNulls(boolean keep) {
    return new NamespaceOptions(
        ttl, jitter, maxEntries, levels, mode, maxSilence, loaderDeadline, keep);
  }
}
