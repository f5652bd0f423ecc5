package dev.headroom.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;

/**
 * A reader or the writer, with its transaction. Transactions are begun by statement, not by {@code
 * setAutoCommit(false)}: the driver marks itself as being in a transaction before it begins one,
 * and when that fails because another process has the lock, each later write commits by itself,
 * from then on. It also begins the next one with the commit, which holds the lock for nobody.
 *
 * <p>SQLite ends a transaction by itself when the disk is full or fails, or where a statement says
 * so ({@code insert or rollback}), and would commit each statement after that alone. It tells its
 * listener, and then nothing is done until the transaction is rolled back.
 */
final class Physical implements SQLiteCommitListener {

  /** SQLite's number for what was rolled back. */
  private static final int SQLITE_ABORT = 4;

  /** A point to go back to; the driver's own leave its transaction in doubt. */
  private record Point(int id, @Nullable String name) implements Savepoint {

    @Override
    public int getSavepointId() throws SQLException {
      if (name != null) {
        throw new SQLException("the savepoint has a name: " + name);
      }
      return id;
    }

    @Override
    public String getSavepointName() throws SQLException {
      if (name == null) {
        throw new SQLException("the savepoint has no name, only the number " + id);
      }
      return name;
    }

    String sql() {
      return "headroom_" + id;
    }
  }

  private final HikariDataSource pool;
  private final Connection connection;
  private final String begin;
  private boolean begun;
  private boolean listening;
  private boolean ending;
  private boolean lost;
  private int points;

  Physical(HikariDataSource pool, Connection connection, String begin) {
    this.pool = pool;
    this.connection = connection;
    this.begin = begin;
  }

  Connection connection() {
    return connection;
  }

  boolean isOf(HikariDataSource one) {
    return pool.equals(one);
  }

  boolean begun() {
    return begun;
  }

  void begin() throws SQLException {
    if (begun) {
      checkThere();
      return;
    }
    if (!listening) {
      connection.unwrap(SQLiteConnection.class).addCommitListener(this);
      listening = true;
    }
    run(begin);
    begun = true;
  }

  @Override
  public void onCommit() {}

  @Override
  public void onRollback() {
    lost |= begun && !ending;
  }

  private void checkThere() throws SQLException {
    if (lost) {
      throw new SQLTransactionRollbackException(
          "SQLite has rolled this transaction back by itself, after an error that was told before"
              + " (a full disk, as a rule): nothing of it is kept; roll back, then begin again",
          "40000",
          SQLITE_ABORT);
    }
  }

  void commit() throws SQLException {
    if (begun) {
      checkThere();
      run("commit");
      begun = false;
    }
  }

  void rollback() throws SQLException {
    if (begun) {
      rollbackIfAny();
      begun = false;
      lost = false;
    }
  }

  Savepoint savepoint(@Nullable String name) throws SQLException {
    begin();
    Point point = new Point(++points, name);
    run("savepoint " + point.sql());
    return point;
  }

  void rollback(Savepoint to) throws SQLException {
    checkThere();
    run("rollback to " + own(to).sql());
  }

  void release(Savepoint point) throws SQLException {
    checkThere();
    run("release " + own(point).sql());
  }

  private static Point own(Savepoint savepoint) throws SQLException {
    if (savepoint instanceof Point point) {
      return point;
    }
    throw new SQLException("the savepoint is not one of this connection");
  }

  /**
   * Leaves no transaction behind, also none that somebody began by a statement; or is thrown away.
   */
  void close(boolean byHand) throws SQLException {
    try {
      if (begun || byHand) {
        rollbackIfAny();
      }
      if (listening) {
        connection.unwrap(SQLiteConnection.class).removeCommitListener(this);
      }
    } catch (SQLException e) {
      pool.evictConnection(connection);
      throw e;
    } finally {
      connection.close();
    }
  }

  /** There is none to end where SQLite has done so by itself. */
  private void rollbackIfAny() throws SQLException {
    ending = true;
    try {
      run("rollback");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        throw e;
      }
    } finally {
      ending = false;
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
