package dev.headroom.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How a database file is opened. What a value risks is told in {@code docs/sqlite.md}.
 *
 * @param file the database; created if missing, its folder must be there
 * @param synchronous when the disk is waited for; {@code NORMAL} may lose the last commits when the
 *     power fails, never when only the process dies, and never breaks the file
 * @param cachePages pages of cache for the writer and for each of {@code cachedReaders}, at least
 *     0; a page is 4 KiB unless the file was made with another size, so that 10,000 are 43 MB with
 *     what SQLite keeps of each. All other readers have at most 500. Readers cache only what is not
 *     mapped
 * @param mmapBytes how much of the file is mapped into memory, at least 0
 * @param readers connections that only read, 1 to 64
 * @param cachedReaders of them those that have all pages of cache, and are taken first: 0 to 64;
 *     all of them where there are fewer
 * @param tempStore where sorts and temporary tables are; {@code MEMORY} is not bounded
 * @param waitAtMost how long a connection is waited for (the writer's turn as well as a reader),
 *     and a lock that another process holds; 100 ms or more
 * @param checkpointPages size of the write-ahead log, in pages, from which a commit moves it into
 *     the database; at least 1
 * @param logLimitBytes to what size the log's file is cut once it was moved; at least 0
 * @param foreignKeys whether foreign keys are enforced, which SQLite leaves off
 */
public record SqliteOptions(
    Path file,
    Synchronous synchronous,
    int cachePages,
    long mmapBytes,
    int readers,
    int cachedReaders,
    TempStore tempStore,
    Duration waitAtMost,
    int checkpointPages,
    long logLimitBytes,
    boolean foreignKeys) {

  /** As many as a pool has by default: nobody who switches it on has fewer to read with. */
  private static final int READERS = 10;

  /** SQLite's own default, 2 MB. */
  private static final int PEAK_PAGES = 500;

  /** What two processors can do at once; a cache is worth nothing after the next commit. */
  private static final int CACHED_READERS = 2;

  /** When a commit waits for the disk. */
  public enum Synchronous {
    /** At checkpoints: the last commits may be lost when the power fails. */
    NORMAL,
    /** At each commit: nothing is lost, and a commit costs a wait for the disk. */
    FULL
  }

  /** Where sorts and temporary tables are. */
  public enum TempStore {
    /** In memory, as large as they are. */
    MEMORY,
    /** In memory up to the connection's pages of cache, the rest in files that go by themselves. */
    FILE
  }

  /** Checks the values. */
  public SqliteOptions {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(synchronous, "synchronous");
    Objects.requireNonNull(tempStore, "temp-store");
    check(!Files.isDirectory(file), "the file", file, "a database, not a folder");
    Path folder = file.toAbsolutePath().getParent();
    check(
        folder != null && Files.isDirectory(folder), "the file", file, "in a folder that is there");
    check(cachePages >= 0, "cache-pages", cachePages, "0 or more, such as 10000");
    check(mmapBytes >= 0, "mmap", mmapBytes, "0 or more, such as 256MB");
    check(readers >= 1 && readers <= 64, "readers", readers, "1 to 64");
    check(cachedReaders >= 0 && cachedReaders <= 64, "cached-readers", cachedReaders, "0 to 64");
    check(
        waitAtMost.compareTo(Duration.ofMillis(100)) >= 0
            && waitAtMost.compareTo(Duration.ofHours(1)) <= 0,
        "wait-at-most",
        waitAtMost,
        "100ms to 1h, such as 5s");
    check(checkpointPages >= 1, "checkpoint-pages", checkpointPages, "1 or more, such as 1000");
    check(logLimitBytes >= 0, "log-limit", logLimitBytes, "0 or more, such as 64MB");
  }

  private static void check(boolean holds, String name, Object value, String instead) {
    if (!holds) {
      throw new IllegalArgumentException(
          name + " of a SQLite database must be " + instead + "; it is " + value);
    }
  }

  /**
   * The defaults: synchronous NORMAL, 10,000 pages of cache, 256 MB mapped, 10 readers or one for
   * each processor if these are more, 2 of them with all pages of cache, sorts in memory, 5 s of
   * waiting, checkpoints at 1,000 pages, a log of at most 64 MB kept, foreign keys on.
   *
   * @param file the database
   * @return the options
   * @throws IllegalArgumentException if the file cannot be one
   */
  public static SqliteOptions of(Path file) {
    return new SqliteOptions(
        file,
        Synchronous.NORMAL,
        10_000,
        256L << 20,
        Math.min(64, Math.max(READERS, Runtime.getRuntime().availableProcessors())),
        CACHED_READERS,
        TempStore.MEMORY,
        Duration.ofSeconds(5),
        1_000,
        64L << 20,
        true);
  }

  /** Pages of cache for readers that are opened in peaks. */
  int peakPages() {
    return Math.min(cachePages, PEAK_PAGES);
  }

  /** Pages that all connections together cache at most. */
  long mostPages() {
    long first = 1L + Math.min(readers, cachedReaders);
    return first * cachePages + (readers + 1 - first) * peakPages();
  }
}
