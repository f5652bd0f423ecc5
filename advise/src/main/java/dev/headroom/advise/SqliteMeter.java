package dev.headroom.advise;

import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Counts what a statement costs on one connection: steps of SQLite's virtual machine, through its
 * progress handler, and pages that it reads from the file.
 */
final class SqliteMeter {

  /** Counts steps to within ten, at the price of a call from SQLite for each ten. */
  static final int FINE = 10;

  /** Of {@link #MANY} steps and more it is within one in a hundred, at no price. */
  static final int MIDDLE = 1_000;

  /** For times: the handler is called so seldom that it does not show. */
  static final int COARSE = 20_000;

  /** After each so many steps it is looked whether that is more work than is of interest. */
  static final int MANY = 100_000;

  /**
   * One execution.
   *
   * @param pages 0 where nobody counts them
   * @param rows returned, or changed
   * @param whole false if it was ended because of its work, which is counted up to there
   */
  record Reading(long nanos, long steps, long pages, long rows, boolean whole) {}

  interface Call<T> {
    T call() throws SQLException;
  }

  private final Connection connection;
  private final int pageSize;
  private final LongSupplier ticker;
  private long steps;
  private long bytesBefore;
  private long deadline;
  private double mostWork = Double.MAX_VALUE;
  private boolean tooMuch;

  SqliteMeter(Connection connection, int pageSize, LongSupplier ticker) {
    this.connection = connection;
    this.pageSize = pageSize;
    this.ticker = ticker;
  }

  /** Executes a statement and reads all its rows. */
  Reading execute(String sql, List<Bind> binds, int every, long limitMillis) throws SQLException {
    return execute(sql, binds, every, limitMillis, Double.MAX_VALUE);
  }

  /** The same, ended when this is more work, as {@link Plan#work} counts it. */
  Reading execute(String sql, List<Bind> binds, int every, long limitMillis, double work)
      throws SQLException {
    mostWork = work;
    bytesBefore = SqlitePages.bytesRead();
    long begin = ticker.getAsLong();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      SqliteBinds.set(statement, binds);
      return limited(
          limitMillis,
          every,
          () -> {
            bytesBefore = SqlitePages.bytesRead();
            long started = ticker.getAsLong();
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
            return new Reading(
                ticker.getAsLong() - started, Math.max(every, steps), pages(), rows, true);
          });
    } catch (SQLException e) {
      if (tooMuch) {
        return new Reading(ticker.getAsLong() - begin, steps, pages(), -1, false);
      }
      throw e;
    } finally {
      mostWork = Double.MAX_VALUE;
    }
  }

  static SQLException tooLong(long millis, @Nullable SQLException cause) {
    return new SQLException("needs longer than " + millis + " ms", Engine.TOO_LONG, cause);
  }

  private long pages() {
    return bytesBefore < 0 ? 0 : Math.max(0, (SqlitePages.bytesRead() - bytesBefore) / pageSize);
  }

  /** Whether to end it: asked by SQLite after each so many steps. */
  private boolean enough(int every) {
    steps += every;
    tooMuch = steps % MANY == 0 && mostWork < Plan.work((double) steps, (double) pages());
    return tooMuch || (steps % COARSE == 0 && ticker.getAsLong() > deadline);
  }

  /** Ends a call that needs longer with {@link Engine#TOO_LONG}. */
  <T> T limited(long millis, int every, Call<T> call) throws SQLException {
    steps = 0;
    tooMuch = false;
    deadline = ticker.getAsLong() + Math.max(1, millis) * 1_000_000;
    ProgressHandler.setHandler(
        connection,
        every,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return enough(every) ? 1 : 0;
          }
        });
    try {
      return call.call();
    } catch (SQLException e) {
      if (e instanceof SQLiteException fault
          && fault.getResultCode() == SQLiteErrorCode.SQLITE_INTERRUPT
          && !tooMuch) {
        throw tooLong(millis, e);
      }
      throw e;
    } finally {
      ProgressHandler.clearHandler(connection);
    }
  }
}
