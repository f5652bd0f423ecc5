package dev.headroom.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a namespace behaves. Start from {@link #ofTtl}, change what differs with the methods named
 * {@code with...}.
 *
 * @param ttl how long a value may be used after it was loaded; 1 ms to 365 days. It also bounds
 *     what the protocol does not cover, see {@link HeadroomCache}
 * @param jitter the share of the time to live by which values expire earlier, at random, so that
 *     they do not expire together; 0 to 0.1, default 0.1
 * @param maxEntries most values kept in the process; 1 to 100 million, default 10,000; 0 where
 *     maxBytes is given. Beyond it the least useful go (W-TinyLFU). About 150 bytes a value besides
 *     the value itself
 * @param maxBytes instead of maxEntries: most bytes kept in the process, counted as keys, JSON of
 *     the values and 150 bytes each; 0 (by entries) or 100 KB to 100 GB, default 0. A value of a
 *     namespace without Redis is written once more at its load, to be counted
 * @param levels where values are kept; default BOTH, which without Redis means in the process
 * @param mode what happens while the invalidation feed is silent; default AVAILABLE
 * @param maxSilence AVAILABLE: how old what is served may at most be while the feed is silent;
 *     default 30 s; zero for STRICT, which serves nothing then
 * @param loaderDeadline after this time a load no longer holds its key: others load themselves, and
 *     the late value is returned to its caller but not stored; 1 ms to 1 h, default 10 s
 * @param cacheNulls whether "there is none" is kept too; default false
 * @param cacheEmpty whether empty lists, sets, maps, arrays and optionals are kept too; default
 *     false
 * @param compression of values above 1 KB in Redis; default AUTO
 * @param earlyRefresh how eagerly values are loaded again shortly before they expire, by one caller
 *     while the others still get the old one (XFetch's beta); 0 (never) to 10, default 1: a value
 *     that took a second to load is loaded again, on average, a second early
 * @param staleOnFailure for how long after its time to live a value that nobody has invalidated may
 *     still be returned when its loader fails or somebody else is loading it; 0 to 7 days, default
 *     0
 * @param shadowReads the share of hits after which the value is loaded all the same and compared,
 *     which measures how stale answers are; 0 to 1, default 0. Each costs its caller a load; 0.001
 *     is usual
 */
public record NamespaceOptions(
    Duration ttl,
    double jitter,
    int maxEntries,
    long maxBytes,
    Levels levels,
    Mode mode,
    Duration maxSilence,
    Duration loaderDeadline,
    boolean cacheNulls,
    boolean cacheEmpty,
    Compression compression,
    double earlyRefresh,
    Duration staleOnFailure,
    double shadowReads) {

  /** Default of {@link #maxSilence}. */
  public static final Duration DEFAULT_SILENCE = Duration.ofSeconds(30);

  /** Default of {@link #ttl}. */
  public static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  /** Default of {@link #maxEntries}. */
  public static final int DEFAULT_ENTRIES = 10_000;

  /** Checks the values and how they go together. */
  public NamespaceOptions {
    Objects.requireNonNull(levels, "levels");
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(compression, "compression");
    within("ttl", ttl, Duration.ofMillis(1), Duration.ofDays(365));
    within("loader-deadline", loaderDeadline, Duration.ofMillis(1), Duration.ofHours(1));
    within("stale-on-failure", staleOnFailure, Duration.ZERO, Duration.ofDays(7));
    share("jitter", jitter, 0.1);
    share("shadow-reads", shadowReads, 1);
    if (!(earlyRefresh >= 0 && earlyRefresh <= 10)) {
      throw new IllegalArgumentException(
          "early-refresh is from 0 (never) to 10, 1 is usual, was " + earlyRefresh);
    }
    size(maxEntries, maxBytes);
    if (mode == Mode.STRICT && !maxSilence.isZero()) {
      throw new IllegalArgumentException(
          "mode STRICT serves nothing while the feed is silent, so max-silence must be left out or"
              + " 0, was "
              + maxSilence
              + "; for a bounded time of silence write mode AVAILABLE");
    }
    if (mode == Mode.STRICT && !staleOnFailure.isZero()) {
      throw new IllegalArgumentException(
          "mode STRICT never returns a value past its time to live, so stale-on-failure must be"
              + " left out or 0, was "
              + staleOnFailure
              + "; for old answers when a loader fails write mode AVAILABLE");
    }
    if (mode == Mode.AVAILABLE) {
      within("max-silence", maxSilence, Duration.ofMillis(1), Duration.ofDays(365));
    }
  }

  private static void size(int maxEntries, long maxBytes) {
    if (maxBytes == 0) {
      if (maxEntries < 1 || maxEntries > 100_000_000) {
        throw new IllegalArgumentException(
            "max-entries is from 1 to 100,000,000, was " + maxEntries);
      }
    } else if (maxEntries != 0) {
      throw new IllegalArgumentException(
          "the size is by max-entries or by max-bytes, not by both (were "
              + maxEntries
              + " and "
              + maxBytes
              + "): leave one out");
    } else if (maxBytes < 100_000 || maxBytes > 100_000_000_000L) {
      throw new IllegalArgumentException(
          "max-bytes is from 100,000 to 100,000,000,000, was " + maxBytes);
    }
  }

  private static void share(String name, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(
          name + " is a share from 0 to " + (most == 1 ? "1" : most) + ", was " + value);
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
        DEFAULT_ENTRIES,
        0,
        Levels.BOTH,
        Mode.AVAILABLE,
        DEFAULT_SILENCE,
        Duration.ofSeconds(10),
        false,
        false,
        Compression.AUTO,
        1,
        Duration.ZERO,
        0);
  }

  /**
   * The same, STRICT.
   *
   * @return a copy
   */
  public NamespaceOptions strict() {
    return with(
        draft -> {
          draft.mode = Mode.STRICT;
          draft.maxSilence = Duration.ZERO;
        });
  }

  /**
   * The same with another jitter.
   *
   * @param share 0 to 0.1
   * @return a copy
   */
  public NamespaceOptions withJitter(double share) {
    return with(draft -> draft.jitter = share);
  }

  /**
   * The same with another size, by entries.
   *
   * @param most most values kept in the process
   * @return a copy
   */
  public NamespaceOptions withMaxEntries(int most) {
    return with(
        draft -> {
          draft.maxEntries = most;
          draft.maxBytes = 0;
        });
  }

  /**
   * The same with another size, by bytes.
   *
   * @param most most bytes kept in the process
   * @return a copy
   */
  public NamespaceOptions withMaxBytes(long most) {
    return with(
        draft -> {
          draft.maxEntries = 0;
          draft.maxBytes = most;
        });
  }

  /**
   * The same at other levels.
   *
   * @param where where values are kept
   * @return a copy
   */
  public NamespaceOptions withLevels(Levels where) {
    return with(draft -> draft.levels = where);
  }

  /**
   * The same with another bound for the feed's silence.
   *
   * @param most how old what is served may at most be while the feed is silent
   * @return a copy
   */
  public NamespaceOptions withMaxSilence(Duration most) {
    return with(draft -> draft.maxSilence = most);
  }

  /**
   * The same with another deadline for loaders.
   *
   * @param deadline 1 ms to 1 h
   * @return a copy
   */
  public NamespaceOptions withLoaderDeadline(Duration deadline) {
    return with(draft -> draft.loaderDeadline = deadline);
  }

  /**
   * The same, keeping "there is none" too or not.
   *
   * @param keep whether nulls are kept
   * @return a copy
   */
  public NamespaceOptions withCacheNulls(boolean keep) {
    return with(draft -> draft.cacheNulls = keep);
  }

  /**
   * The same, keeping empty results too or not.
   *
   * @param keep whether empty lists and the like are kept
   * @return a copy
   */
  public NamespaceOptions withCacheEmpty(boolean keep) {
    return with(draft -> draft.cacheEmpty = keep);
  }

  /**
   * The same with another compression.
   *
   * @param how for values above 1 KB
   * @return a copy
   */
  public NamespaceOptions withCompression(Compression how) {
    return with(draft -> draft.compression = how);
  }

  /**
   * The same with another eagerness to load before the end.
   *
   * @param beta 0 (never) to 10
   * @return a copy
   */
  public NamespaceOptions withEarlyRefresh(double beta) {
    return with(draft -> draft.earlyRefresh = beta);
  }

  /**
   * The same with another time in which an expired value may stand in for a load that fails.
   *
   * @param after how long after its time to live
   * @return a copy
   */
  public NamespaceOptions withStaleOnFailure(Duration after) {
    return with(draft -> draft.staleOnFailure = after);
  }

  /**
   * The same with another share of hits that are compared with what a load brings.
   *
   * @param share 0 to 1
   * @return a copy
   */
  public NamespaceOptions withShadowReads(double share) {
    return with(draft -> draft.shadowReads = share);
  }

  private NamespaceOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** A copy being changed. */
  private static final class Draft {
    private final Duration ttl;
    private double jitter;
    private int maxEntries;
    private long maxBytes;
    private Levels levels;
    private Mode mode;
    private Duration maxSilence;
    private Duration loaderDeadline;
    private boolean cacheNulls;
    private boolean cacheEmpty;
    private Compression compression;
    private double earlyRefresh;
    private Duration staleOnFailure;
    private double shadowReads;

    Draft(NamespaceOptions from) {
      ttl = from.ttl;
      jitter = from.jitter;
      maxEntries = from.maxEntries;
      maxBytes = from.maxBytes;
      levels = from.levels;
      mode = from.mode;
      maxSilence = from.maxSilence;
      loaderDeadline = from.loaderDeadline;
      cacheNulls = from.cacheNulls;
      cacheEmpty = from.cacheEmpty;
      compression = from.compression;
      earlyRefresh = from.earlyRefresh;
      staleOnFailure = from.staleOnFailure;
      shadowReads = from.shadowReads;
    }

    NamespaceOptions done() {
      return new NamespaceOptions(
          ttl,
          jitter,
          maxEntries,
          maxBytes,
          levels,
          mode,
          maxSilence,
          loaderDeadline,
          cacheNulls,
          cacheEmpty,
          compression,
          earlyRefresh,
          staleOnFailure,
          shadowReads);
    }
  }
}
