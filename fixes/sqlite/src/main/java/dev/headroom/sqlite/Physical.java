package dev.headroom.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A reader or the writer, with its transaction. Transactions are begun by statement, not by {@code
 * setAutoCommit(false)}: the driver marks itself as being in a transaction before it begins one,
 * and when that fails because another process has the lock, each later write commits by itself,
 * from then on. It also begins the next one with the commit, which holds the lock for nobody.
 */
final class Physical {

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
  private int points;

  Physical(HikariDataSource pool, Connection connection, String begin) {
    this.pool = pool;
    this.connection = connection;
    this.begin = begin;
  }

  Connection connection() {
    return connection;
  }

  boolean begun() {
    return begun;
  }

  void begin() throws SQLException {
    if (!begun) {
      run(begin);
      begun = true;
    }
  }

  void commit() throws SQLException {
    if (begun) {
      run("commit");
      begun = false;
    }
  }

  void rollback() throws SQLException {
    if (begun) {
      rollbackIfAny();
      begun = false;
    }
  }

  Savepoint savepoint(@Nullable String name) throws SQLException {
    begin();
    Point point = new Point(++points, name);
    run("savepoint " + point.sql());
    return point;
  }

  void rollback(Savepoint to) throws SQLException {
    run("rollback to " + own(to).sql());
  }

  void release(Savepoint point) throws SQLException {
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
    } catch (SQLException e) {
      pool.evictConnection(connection);
      throw e;
    } finally {
      connection.close();
    }
  }

  /** SQLite rolls back by itself when the disk is full. */
  private void rollbackIfAny() throws SQLException {
    try {
      run("rollback");
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
        throw e;
      }
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
