package dev.headroom.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One SQLite database behind an ordinary {@code DataSource}.
 *
 * <p><b>Why.</b> SQLite has one writer at a time. A pool of equal connections makes writers meet at
 * the file's lock, where they poll with growing pauses, in no order, until one gives up with
 * SQLITE_BUSY; and a transaction that first reads and then writes fails at once, whatever the
 * time-out, when somebody wrote in between. With a write-ahead log readers and the writer do not
 * wait for each other, if each has a connection of its own.
 *
 * <p><b>How.</b> A connection that is handed out has nothing behind it yet. Its first statement
 * decides:
 *
 * <ul>
 *   <li>read-only (set before the transaction, as {@code @Transactional(readOnly = true)} does): a
 *       reader, in a transaction one snapshot; a write is refused by SQLite;
 *   <li>no transaction and a statement that only reads: a reader for it;
 *   <li>all else: the writer, for which it waits in order of arrival, at most {@code waitAtMost},
 *       and which it keeps until it is closed. Its transactions begin with the write lock (BEGIN
 *       IMMEDIATE): what they read cannot be outdated when they write.
 * </ul>
 *
 * <p>A connection that has the writer reads through it too, so that it sees what it wrote. Whether
 * a statement only reads is told from its text ({@link ReadOnlySql}); in doubt it is a write, which
 * costs a turn and is never wrong.
 *
 * <p><b>What is not promised.</b> Other processes may write the same file: their lock is waited
 * for, by polling, as SQLite does. A thread that opens a second connection to write while its first
 * one holds the writer waits for itself: the error names the holder. Safe for use by several
 * threads; a connection is not, as ever.
 */
public final class SqliteDataSource implements DataSource, AutoCloseable {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(SqliteDataSource.class);

  private final SqliteOptions options;
  private final HikariDataSource writer;
  private final Readers readers;
  private final WriterQueue queue;

  private SqliteDataSource(SqliteOptions options, HikariDataSource writer, Readers readers) {
    this.options = options;
    this.writer = writer;
    this.readers = readers;
    queue = new WriterQueue(writer, options.waitAtMost());
  }

  /**
   * Opens the database, or creates it.
   *
   * @param options where and how
   * @return the data source, to be closed
   * @throws SQLException if the file cannot be opened, or takes no write-ahead log
   */
  public static SqliteDataSource open(SqliteOptions options) throws SQLException {
    HikariDataSource writer;
    try {
      writer = pool("writer", Tuned.source(options, options.cachePages(), false), 1, options);
    } catch (HikariPool.PoolInitializationException e) {
      throw new SQLException(options.file() + " cannot be opened: " + e.getMessage(), e);
    }
    try (Connection connection = writer.getConnection()) {
      String mode = text(connection, "pragma journal_mode");
      if (!"wal".equals(mode)) {
        throw new SQLException(
            options.file()
                + " takes no write-ahead log, its journal is '"
                + mode
                + "': put it on a local disk where its folder can be written");
      }
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
    LOG.info("{}: at most {} pages of cache in all", options.file(), options.mostPages());
    return new SqliteDataSource(
        options,
        writer,
        new Readers(
            options,
            pool(
                "readers",
                Tuned.source(options, options.cachePages(), true),
                Math.max(1, options.cachedReaders()),
                options),
            pool(
                "readers-in-peaks",
                Tuned.source(options, options.peakPages(), true),
                options.readers(),
                options)));
  }

  private static HikariDataSource pool(
      String name, DataSource source, int most, SqliteOptions options) {
    boolean read = !name.equals("writer");
    HikariConfig config = new HikariConfig();
    config.setPoolName("sqlite-" + name);
    config.setDataSource(source);
    if (read) {
      config.setConnectionInitSql(
          "pragma query_only = on"); // opened to read only, it could not make the log
    }
    config.setMaximumPoolSize(most);
    config.setMinimumIdle(read ? 0 : 1);
    config.setConnectionTimeout(Math.max(250, options.waitAtMost().toMillis()));
    config.setMaxLifetime(0); // a file does not tire, and a new connection has a cold cache
    config.setIdleTimeout(read ? 60_000 : 0);
    config.setInitializationFailTimeout(read ? -1 : 1); // the writer is opened once, and tells
    return new HikariDataSource(config);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (writer.isClosed()) {
      throw new SQLException("the data source of " + options.file() + " is closed");
    }
    return new LogicalConnection(queue, readers).proxy();
  }

  /**
   * SQLite has no users.
   *
   * @throws SQLFeatureNotSupportedException always
   */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("SQLite has no users: call getConnection()");
  }

  /**
   * What is going on now.
   *
   * @return the state
   */
  public SqliteState state() {
    return new SqliteState(
        queue.holder(),
        queue.waiting(),
        queue.refused(),
        readers.active(),
        options.readers(),
        readers.waiting(),
        bytes(options.file()),
        bytes(beside("-wal")));
  }

  private Path beside(String ending) {
    return options.file().resolveSibling(options.file().getFileName() + ending);
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // not there, or not any more
    }
  }

  /**
   * Moves the write-ahead log into the database and empties it. Takes a turn of the writer, and
   * waits for readers whose snapshot is older; commits do it by themselves from {@code
   * checkpointPages}, but for what readers still need.
   *
   * @return whether all of it was moved
   * @throws SQLException if the writer cannot be had
   */
  public boolean checkpoint() throws SQLException {
    Physical connection = queue.take();
    try (Statement sql = connection.connection().createStatement();
        ResultSet moved = sql.executeQuery("pragma wal_checkpoint(truncate)")) {
      return moved.next() && moved.getInt(1) == 0;
    } finally {
      queue.give(connection, false);
    }
  }

  /**
   * Copies the database as it is at this moment into a new file, while it is written.
   *
   * @param target a file that is not there yet
   * @throws SQLException if the file is there, or cannot be written
   */
  public void backup(Path target) throws SQLException {
    if (Files.exists(target)) {
      throw new SQLException("a backup is not written over " + target + ": name a new file");
    }
    // Not one of the readers: they must not write, not even elsewhere.
    try (Connection connection =
            Tuned.source(options, options.cachePages(), false).getConnection();
        PreparedStatement copy = connection.prepareStatement("vacuum into ?")) {
      copy.setString(1, target.toString());
      copy.execute();
    }
  }

  /**
   * Lets SQLite bring its statistics up to date where they are worth it, empties the write-ahead
   * log, and closes all connections. Statements that run are cut off.
   */
  @Override
  public void close() {
    if (writer.isClosed()) {
      return;
    }
    readers.close();
    try {
      Physical connection = queue.take();
      try (Statement sql = connection.connection().createStatement()) {
        sql.execute("pragma optimize");
        sql.execute("pragma wal_checkpoint(truncate)");
      } finally {
        queue.give(connection, false);
      }
    } catch (SQLException e) {
      LOG.warn("{} is closed without its last checkpoint: {}", options.file(), e.getMessage());
    }
    writer.close();
  }

  private static @Nullable String text(Connection connection, String query) throws SQLException {
    try (Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("it logs with SLF4J");
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("set waitAtMost of its options");
  }

  @Override
  public int getLoginTimeout() {
    return (int) options.waitAtMost().toSeconds();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("it logs with SLF4J");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw new SQLException("a SqliteDataSource is no " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
