package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Counts what a statement costs on one connection: steps of SQLite's virtual machine, through its
 * progress handler, and pages that it reads from the file.
 */
final class SqliteMeter {

  /** Counts steps to within ten; asks the clock rarely. */
  static final int FINE = 10;

  /** For times: the handler is called so seldom that it does not show. */
  static final int COARSE = 20_000;

  /**
   * One execution.
   *
   * @param pages 0 where nobody counts them
   * @param rows returned, or changed
   */
  record Reading(long nanos, long steps, long pages, long rows) {}

  interface Call<T> {
    T call() throws SQLException;
  }

  private final Connection connection;
  private final int pageSize;
  private final LongSupplier ticker;
  private long steps;
  private long deadline;

  SqliteMeter(Connection connection, int pageSize, LongSupplier ticker) {
    this.connection = connection;
    this.pageSize = pageSize;
    this.ticker = ticker;
  }

  /** Executes a statement and reads all its rows. */
  Reading execute(String sql, List<Bind> binds, int every, long limitMillis) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      SqliteBinds.set(statement, binds);
      return limited(
          limitMillis,
          every,
          () -> {
            long bytes = SqlitePages.bytesRead();
            long begin = ticker.getAsLong();
            long rows = 0;
            if (statement.execute()) {
              try (var result = statement.getResultSet()) {
                while (result.next()) {
                  rows++;
                }
              }
            } else {
              rows = statement.getUpdateCount();
            }
            long nanos = ticker.getAsLong() - begin;
            long pages = bytes < 0 ? 0 : (SqlitePages.bytesRead() - bytes) / pageSize;
            return new Reading(nanos, Math.max(every, steps), Math.max(0, pages), rows);
          });
    }
  }

  /** Ends a call that needs longer with {@link Engine#TOO_LONG}. */
  <T> T limited(long millis, int every, Call<T> call) throws SQLException {
    steps = 0;
    deadline = ticker.getAsLong() + Math.max(1, millis) * 1_000_000;
    ProgressHandler.setHandler(
        connection,
        every,
        new ProgressHandler() {
          @Override
          protected int progress() {
            steps += every;
            return steps % COARSE == 0 && ticker.getAsLong() > deadline ? 1 : 0;
          }
        });
    try {
      return call.call();
    } catch (SQLException e) {
      if (e instanceof SQLiteException fault
          && fault.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT) {
        throw new SQLException("needs longer than " + millis + " ms", Engine.TOO_LONG, e);
      }
      throw e;
    } finally {
      ProgressHandler.clearHandler(connection);
    }
  }
}
