package dev.headroom.spring;

import dev.headroom.sqlite.SqliteOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of SQLite; what is left out has the default of {@link SqliteOptions}.
 *
 * @param enabled whether the data source of a {@code jdbc:sqlite:} URL has one writer and many
 *     readers
 * @param synchronous {@code normal} or {@code full}
 * @param cachePages pages of cache for the writer and each of the cached readers
 * @param mmap how much of the file is mapped into memory
 * @param readers connections that only read
 * @param cachedReaders of them those that have all pages of cache
 * @param tempStore where sorts and temporary tables are: {@code memory} or {@code file}
 * @param waitAtMost how long a turn, a reader or a lock is waited for
 * @param checkpointPages size of the log from which a commit moves it into the database
 * @param logLimit to what size the log's file is cut
 * @param foreignKeys whether foreign keys are enforced
 */
@ConfigurationProperties(prefix = "headroom.sqlite", ignoreUnknownFields = false)
record SqliteProperties(
    @DefaultValue("false") boolean enabled,
    SqliteOptions.@Nullable Synchronous synchronous,
    @Nullable Integer cachePages,
    @Nullable DataSize mmap,
    @Nullable Integer readers,
    @Nullable Integer cachedReaders,
    SqliteOptions.@Nullable TempStore tempStore,
    @Nullable Duration waitAtMost,
    @Nullable Integer checkpointPages,
    @Nullable DataSize logLimit,
    @Nullable Boolean foreignKeys) {

  private static final String PREFIX = "jdbc:sqlite:";

  SqliteOptions options(String url) {
    try {
      SqliteOptions base = SqliteOptions.of(file(url));
      return new SqliteOptions(
          base.file(),
          or(synchronous, base.synchronous()),
          or(cachePages, base.cachePages()),
          mmap != null ? mmap.toBytes() : base.mmapBytes(),
          or(readers, base.readers()),
          or(cachedReaders, base.cachedReaders()),
          or(tempStore, base.tempStore()),
          or(waitAtMost, base.waitAtMost()),
          or(checkpointPages, base.checkpointPages()),
          logLimit != null ? logLimit.toBytes() : base.logLimitBytes(),
          or(foreignKeys, base.foreignKeys()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("headroom.sqlite: " + e.getMessage(), e);
    }
  }

  private static <T> T or(@Nullable T given, T otherwise) {
    return given != null ? given : otherwise;
  }

  private static Path file(String url) {
    if (!url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "it is for the URL of a SQLite file, such as jdbc:sqlite:app.db; spring.datasource.url is"
              + " another: remove headroom.sqlite.enabled, or change the URL");
    }
    String file = url.substring(PREFIX.length());
    if (file.isEmpty() || file.startsWith(":") || file.startsWith("file:")) {
      throw new IllegalArgumentException(
          "a database in memory or by a file: URL has one connection alone; write the path of a file,"
              + " such as jdbc:sqlite:app.db");
    }
    int query = file.indexOf('?');
    if (query >= 0) {
      throw new IllegalArgumentException(
          "the URL's own settings ("
              + file.substring(query)
              + ") would be ignored; write them as headroom.sqlite.*, such as"
              + " headroom.sqlite.wait-at-most for busy_timeout");
    }
    return Path.of(file);
  }
}
