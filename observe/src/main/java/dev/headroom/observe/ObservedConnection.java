package dev.headroom.observe;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.Executor;
import org.jspecify.annotations.NullUnmarked;

/** Hands out observed statements; commits and rollbacks count as time in the database. */
@NullUnmarked
final class ObservedConnection extends DelegatingConnection {

  private final Observer observer;
  private final Hold hold;
  private final Dialect dialect;

  ObservedConnection(Observer observer, Connection delegate, Hold hold, Dialect dialect) {
    super(delegate);
    this.observer = observer;
    this.hold = hold;
    this.dialect = dialect;
    if (hold != null) {
      begin();
    }
  }

  private void begin() {
    try {
      hold.autoCommit = delegate.getAutoCommit();
    } catch (Throwable unknown) {
      hold.autoCommit = true; // as JDBC has it
    }
  }

  Observer observer() {
    return observer;
  }

  Shape shape(String sql) {
    return observer.shape(sql, dialect);
  }

  Hold hold() {
    return hold;
  }

  @Override
  public void setAutoCommit(boolean on) throws SQLException {
    delegate.setAutoCommit(on);
    if (hold != null) {
      observer.autoCommit(hold, on);
    }
  }

  @Override
  public void close() throws SQLException {
    try {
      delegate.close();
    } finally {
      observer.given(hold);
    }
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    try {
      delegate.abort(executor);
    } finally {
      observer.given(hold);
    }
  }

  private PreparedStatement observed(String sql, PreparedStatement prepared) {
    return new ObservedPreparedStatement(this, prepared, shape(sql));
  }

  private CallableStatement observed(String sql, CallableStatement prepared) {
    return ObservedCall.of(new ObservedPreparedStatement(this, prepared, shape(sql)), prepared);
  }

  @Override
  public void commit() throws SQLException {
    long start = observer.enter();
    Throwable why = null;
    try {
      delegate.commit();
    } catch (Throwable thrown) {
      why = thrown;
      throw thrown;
    } finally {
      observer.exitTransaction(start, hold, why);
    }
  }

  @Override
  public void rollback() throws SQLException {
    long start = observer.enter();
    try {
      delegate.rollback();
    } finally {
      observer.exitTransaction(start, hold);
    }
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    delegate.rollback(savepoint);
  }

  @Override
  public Statement createStatement() throws SQLException {
    return new ObservedStatement(this, delegate.createStatement());
  }

  @Override
  public Statement createStatement(int type, int concurrency) throws SQLException {
    return new ObservedStatement(this, delegate.createStatement(type, concurrency));
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    return new ObservedStatement(this, delegate.createStatement(type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    return observed(sql, delegate.prepareStatement(sql));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    return observed(sql, delegate.prepareStatement(sql, type, concurrency));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return observed(sql, delegate.prepareStatement(sql, type, concurrency, holdability));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    return observed(sql, delegate.prepareStatement(sql, keys));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
    return observed(sql, delegate.prepareStatement(sql, columns));
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
    return observed(sql, delegate.prepareStatement(sql, columns));
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    return observed(sql, delegate.prepareCall(sql));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    return observed(sql, delegate.prepareCall(sql, type, concurrency));
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    return observed(sql, delegate.prepareCall(sql, type, concurrency, holdability));
  }
}
