package dev.headroom.diagnose;

import dev.headroom.loop.SqliteObservation;
import java.util.ArrayList;
import java.util.List;

/** How a SQLite database is set, against what a service wants; each difference with its cost. */
final class SqliteSettings {

  private static final long CACHE_PAGES = 10_000;
  private static final long MMAP = 256L << 20;
  private static final long BUSY_MILLIS = 5_000;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final SqliteObservation seen;
  private final List<String> differences = new ArrayList<>();
  private final String journal;
  private final long synchronous;
  private final double page;
  private final double cacheBytes;
  private final long mapped;

  SqliteSettings(SqliteObservation seen) {
    this.seen = seen;
    journal = seen.settings().getOrDefault("journal_mode", "");
    synchronous = number("synchronous");
    page = Math.max(512, number("page_size"));
    long cache = number("cache_size");
    cacheBytes = cache == UNKNOWN ? Double.NaN : cache < 0 ? -1024.0 * cache : cache * page;
    mapped = number("mmap_size");
    if (!journal.isEmpty() && !journal.equals("wal")) {
      differs(
          "journal_mode is " + journal,
          "wal",
          "readers and the writer wait for each other, and each commit makes and deletes a"
              + " journal");
    }
    if (synchronous >= 2) {
      differs("synchronous is full", "normal", "each commit waits for the disk");
    }
    if (cacheBytes < CACHE_PAGES * page) {
      differs(
          "cache_size is " + Words.bytes(cacheBytes),
          CACHE_PAGES + " pages, " + Words.bytes(CACHE_PAGES * page),
          "other pages are fetched again from the operating system");
    }
    if (mapped != UNKNOWN && mapped < MMAP) {
      differs(
          "mmap_size is " + mapped, String.valueOf(MMAP), "each fetched page is a call and a copy");
    }
    if (is("temp_store", 0) || is("temp_store", 1)) {
      differs("temp_store is a file", "memory", "large sorts and temporary tables are written");
    }
    long busy = number("busy_timeout");
    if (busy != UNKNOWN && busy < BUSY_MILLIS) {
      differs(
          "busy_timeout is " + busy + " ms", BUSY_MILLIS + " ms", "who waits longer gets an error");
    }
    if (is("foreign_keys", 0)) {
      differs("foreign_keys is off", "on", "they are not enforced, which is not a matter of speed");
    }
  }

  private boolean is(String pragma, long value) {
    return number(pragma) == value;
  }

  private void differs(String is, String wanted, String cost) {
    differences.add(is + " (wanted " + wanted + "): " + cost);
  }

  private long number(String pragma) {
    try {
      return Long.parseLong(seen.settings().getOrDefault(pragma, ""));
    } catch (NumberFormatException unknown) {
      return UNKNOWN;
    }
  }

  /** Whether what is written waits for the disk more than it has to. */
  boolean writesWait() {
    return (!journal.isEmpty() && !journal.equals("wal")) || synchronous >= 2;
  }

  /** Whether the file is larger than what is kept of it, by the cache or by mapping. */
  boolean readsMiss() {
    return cacheBytes < CACHE_PAGES * page
        && mapped != UNKNOWN
        && (double) seen.fileBytes() > Math.max(cacheBytes, (double) mapped);
  }

  String summary() {
    List<String> all = new ArrayList<>();
    if (!journal.isEmpty() && !journal.equals("wal")) {
      all.add("it has no write-ahead log");
    }
    if (synchronous >= 2) {
      all.add("each commit waits for the disk");
    }
    if (readsMiss()) {
      all.add(
          Words.bytes(cacheBytes)
              + " of "
              + Words.bytes((double) seen.fileBytes())
              + " are cached by a connection");
    }
    return String.join(", ", all);
  }

  String told() {
    return String.join("; ", differences) + ".";
  }
}
