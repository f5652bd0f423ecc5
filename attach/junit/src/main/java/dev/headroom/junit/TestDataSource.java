package dev.headroom.junit;

import dev.headroom.observe.ObservedDataSource;
import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.NullUnmarked;

/**
 * Hands out connections that ask at each call for which test this thread works, and pass the call
 * through that test's observer, or to the connection itself if there is none.
 */
@NullUnmarked
final class TestDataSource implements DataSource {

  private final DataSource delegate;

  TestDataSource(DataSource delegate) {
    this.delegate = delegate;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return switching(delegate::getConnection);
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return switching(() -> delegate.getConnection(user, password));
  }

  private interface Opening {
    Connection open() throws SQLException;
  }

  private static Connection switching(Opening opening) throws SQLException {
    return (Connection)
        Proxy.newProxyInstance(
            TestDataSource.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new Switching(opening.open()));
  }

  /** One connection. */
  private static final class Switching implements InvocationHandler {

    private final Connection connection;
    private ObservedTest test;
    private Connection observed;

    Switching(Connection connection) {
      this.connection = connection;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> pass(method, arguments);
      };
    }

    private Object pass(Method method, Object[] arguments) throws Throwable {
      try {
        return method.invoke(present(), arguments);
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause();
      }
    }

    private synchronized Connection present() throws SQLException {
      ObservedTest now = ObservedTest.ofThread();
      if (now == null) {
        return connection;
      }
      if (now != test) {
        test = now;
        observed =
            new ObservedDataSource(new OneConnection(connection), now.observer()).getConnection();
      }
      return observed;
    }
  }

  /** A data source that has one connection, taken already. */
  private record OneConnection(Connection connection) implements DataSource {

    @Override
    public Connection getConnection() {
      return connection;
    }

    @Override
    public Connection getConnection(String user, String password) {
      return connection;
    }

    @Override
    public PrintWriter getLogWriter() {
      return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
      return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
      throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
      throw new SQLException("not a " + type.getName());
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
      return false;
    }
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
}
