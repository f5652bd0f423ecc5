package dev.headroom.sqlite;

import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** The settings of each connection. */
final class Tuned {

  private Tuned() {}

  static SQLiteDataSource source(SqliteOptions options, int cachePages, boolean read) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) options.waitAtMost().toMillis());
    config.setSynchronous(SQLiteConfig.SynchronousMode.valueOf(options.synchronous().name()));
    config.setCacheSize(cachePages);
    config.setTempStore(SQLiteConfig.TempStore.valueOf(options.tempStore().name()));
    config.enforceForeignKeys(options.foreignKeys());
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(options.mmapBytes()));
    config.setJournalSizeLimit((int) Math.min(Integer.MAX_VALUE, options.logLimitBytes()));
    if (!read) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setPragma(
          SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, Integer.toString(options.checkpointPages()));
    }
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + options.file().toAbsolutePath());
    return source;
  }
}
