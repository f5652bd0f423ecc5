package dev.headroom.observe;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.ShardingKeyBuilder;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;

/**
 * A data source whose connections are observed: the wait for one, and every execution.
 *
 * <p>{@link #unwrap} reaches the data source beneath, so that pools, metrics and migrations find
 * theirs. Wrapping twice is harmless: only the outermost call counts. A statement is known by its
 * text at the time it is prepared. What a driver does between {@code executeQuery} and the last row
 * (fetching in portions) is not counted as time in the database.
 */
@NullUnmarked
public final class ObservedDataSource implements DataSource {

  private final DataSource delegate;
  private final Observer observer;
  private final String name;

  /** Null until the first connection: a pool knows its name and its database when it runs. */
  private volatile Known known;

  /**
   * Wraps a data source.
   *
   * @param delegate any data source, usually a pool
   * @param observer who counts
   */
  public ObservedDataSource(DataSource delegate, Observer observer) {
    this(delegate, observer, "main");
  }

  /**
   * Wraps one of several data sources.
   *
   * @param delegate any data source, usually a pool
   * @param observer who counts
   * @param name what to call it, unless the pool has a name of its own
   */
  public ObservedDataSource(DataSource delegate, Observer observer, String name) {
    this.delegate = delegate;
    this.observer = observer;
    this.name = name;
  }

  /**
   * The data source beneath.
   *
   * @return as given
   */
  public DataSource delegate() {
    return delegate;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return observed(true, null, null);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return observed(false, user, password);
  }

  /** What the first connection told. */
  private record Known(Pool pool, Dialect dialect) {}

  private Connection observed(boolean ownUser, String user, String password) throws SQLException {
    Known before = known;
    long start = observer.enterPool(before == null ? null : before.pool);
    Connection connection;
    try {
      connection = ownUser ? delegate.getConnection() : delegate.getConnection(user, password);
    } catch (Throwable why) {
      observer.exitPool(start, before == null ? observer.poolNamed(name) : before.pool, why);
      throw why;
    }
    Known now = before == null ? know(connection) : before;
    observer.taken(now.pool, connection, delegate);
    Hold hold = observer.exitPool(start, now.pool, null);
    return new ObservedConnection(observer, connection, hold, now.dialect);
  }

  private Known know(Connection connection) {
    Dialect dialect = Dialect.UNKNOWN;
    try {
      dialect = Dialect.ofProduct(connection.getMetaData().getDatabaseProductName());
    } catch (Throwable driver) {
      observer.fault(driver); // a driver may refuse; then the safe dialect stays
    }
    PoolGauges gauges = null;
    try {
      gauges = PoolGauges.of(delegate, name);
      if (gauges != null) {
        observer.pool(gauges);
      }
    } catch (Throwable fault) {
      observer.fault(fault);
    }
    Known now = new Known(observer.poolNamed(gauges == null ? name : gauges.name()), dialect);
    known = now;
    return now;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(this)
        ? type.cast(this)
        : type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(delegate) || delegate.isWrapperFor(type);
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return delegate.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    delegate.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    delegate.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return delegate.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return delegate.getParentLogger();
  }

  @Override
  public ConnectionBuilder createConnectionBuilder() throws SQLException {
    return delegate.createConnectionBuilder();
  }

  @Override
  public ShardingKeyBuilder createShardingKeyBuilder() throws SQLException {
    return delegate.createShardingKeyBuilder();
  }
}
