package dev.headroom.sqlite;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A statement that is made when its text is known, and made again where it is run if that is not
 * where it was made: prepared outside of a transaction and run inside it, it must see what the
 * transaction wrote.
 */
@SuppressWarnings("ReferenceEquality")
final class LogicalStatement implements InvocationHandler {

  private final LogicalConnection connection;
  private final Method create;
  private final @Nullable Object @Nullable [] arguments;
  private final @Nullable String prepared;
  private final Calls settings = new Calls();
  private @Nullable Connection on;

  /** Read by whoever cancels. */
  private volatile @Nullable Statement statement;

  private boolean closed;

  private LogicalStatement(
      LogicalConnection connection,
      Method create,
      @Nullable Object @Nullable [] arguments,
      @Nullable String prepared) {
    this.connection = connection;
    this.create = create;
    this.arguments = arguments;
    this.prepared = prepared;
  }

  static Object of(
      LogicalConnection connection, Method create, @Nullable Object @Nullable [] arguments) {
    return new LogicalStatement(connection, create, arguments, null).proxy(Statement.class);
  }

  /** Made at once: what is wrong with its text is said here. */
  static Object prepared(
      LogicalConnection connection, Method create, @Nullable Object @Nullable [] arguments)
      throws SQLException {
    String sql = arguments == null ? "" : String.valueOf(arguments[0]);
    LogicalStatement made = new LogicalStatement(connection, create, arguments, sql);
    made.bind(sql);
    return made.proxy(
        create.getReturnType() == CallableStatement.class
            ? CallableStatement.class
            : PreparedStatement.class);
  }

  private Object proxy(Class<?> type) {
    return Proxy.newProxyInstance(
        LogicalStatement.class.getClassLoader(), new Class<?>[] {type}, this);
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    Statement bound = statement;
    return switch (method.getName()) {
      case "equals" -> args != null && self == args[0]; // equal to itself alone
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> bound == null ? "SQLite statement, not run yet" : bound.toString();
      case "getConnection" -> connection.proxy();
      case "isClosed" -> closed;
      case "close" -> close(method, bound);
      case "cancel" -> bound == null ? null : Calls.call(bound, method, args);
      default -> open(method, args);
    };
  }

  private @Nullable Object close(Method method, @Nullable Statement bound) throws SQLException {
    closed = true;
    return bound == null ? null : Calls.call(bound, method, null);
  }

  private @Nullable Object open(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    if (closed) {
      throw new SQLException("the statement is closed");
    }
    String name = method.getName();
    if (Calls.isSetter(method) || name.equals("closeOnCompletion")) {
      settings.add(method, args);
      Statement bound = statement;
      return bound == null ? null : Calls.call(bound, method, args);
    }
    if (name.equals("clearParameters")) {
      settings.forgetParameters();
    }
    return Calls.call(target(name, args), method, args);
  }

  private Statement target(String name, @Nullable Object @Nullable [] args) throws SQLException {
    Statement bound = statement;
    if (name.startsWith("execute") || name.equals("addBatch")) {
      if (prepared != null) {
        return bind(prepared);
      }
      if (args != null && args.length > 0 && args[0] instanceof String sql) {
        return bind(sql);
      }
    }
    return bound == null ? on(connection.any()) : bound;
  }

  private Statement bind(String sql) throws SQLException {
    return on(connection.target(sql));
  }

  private Statement on(Connection wanted) throws SQLException {
    Statement bound = statement;
    if (bound != null && wanted.equals(on)) {
      return bound;
    }
    if (bound != null) {
      bound.close();
    }
    Statement made = (Statement) Calls.call(wanted, create, arguments);
    if (made == null) {
      throw new SQLException("the driver made no statement");
    }
    on = wanted;
    statement = made;
    settings.on(made);
    return made;
  }
}
