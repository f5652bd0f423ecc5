package dev.headroom.sqlite;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What an application holds: it becomes a reader or the writer with its first statement. The rules
 * are told in {@link SqliteDataSource}.
 */
@SuppressWarnings("ReferenceEquality")
final class LogicalConnection implements InvocationHandler {

  private final WriterQueue queue;
  private final Readers readers;
  private final Calls settings = new Calls();
  private final Connection proxy;
  private @Nullable Physical reader;
  private @Nullable Physical writer;
  private boolean autoCommit = true;
  private boolean readOnly;
  private boolean byHand;
  private boolean closed;

  LogicalConnection(WriterQueue queue, Readers readers) {
    this.queue = queue;
    this.readers = readers;
    proxy =
        (Connection)
            Proxy.newProxyInstance(
                LogicalConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  Connection proxy() {
    return proxy;
  }

  /** The connection to run a statement on, in its transaction if there is to be one. */
  Connection target(String sql) throws SQLException {
    byHand |= ReadOnlySql.begins(sql);
    Physical chosen = chosen(ReadOnlySql.test(sql));
    if (!autoCommit) {
      chosen.begin();
    }
    return chosen.connection();
  }

  /** The connection to ask something of that is no statement. */
  Connection any() throws SQLException {
    return chosen(true).connection();
  }

  private Physical chosen(boolean reads) throws SQLException {
    checkOpen();
    if (writer != null) {
      return writer;
    }
    if (readOnly || (autoCommit && reads)) {
      if (reader == null) {
        Physical taken = readers.take();
        reader = taken;
        settings.on(taken.connection());
      }
      return reader;
    }
    Physical taken = queue.take();
    writer = taken;
    settings.on(taken.connection());
    return taken;
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    Object first = args == null || args.length == 0 ? null : args[0];
    return switch (method.getName()) {
      case "equals" -> proxy == first; // a connection is equal to itself alone
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "SQLite connection (" + (writer != null ? "writer" : "not writing") + ")";
      case "close" -> close();
      case "isClosed" -> closed;
      case "isValid" -> !closed && Boolean.TRUE.equals(Calls.call(any(), method, args));
      case "isWrapperFor" -> isProxy(first) || Boolean.TRUE.equals(Calls.call(any(), method, args));
      case "unwrap" -> isProxy(first) ? proxy : Calls.call(any(), method, args);
      case "abort" -> abort((Executor) Objects.requireNonNull(first, "executor"));
      default -> {
        checkOpen();
        yield open(method, first, args);
      }
    };
  }

  private boolean isProxy(@Nullable Object type) {
    return type instanceof Class<?> wanted && wanted.isInstance(proxy);
  }

  private @Nullable Object open(
      Method method, @Nullable Object first, @Nullable Object @Nullable [] args)
      throws SQLException {
    return switch (method.getName()) {
      case "getAutoCommit" -> autoCommit;
      case "setAutoCommit" -> setAutoCommit(Boolean.TRUE.equals(first));
      case "isReadOnly" -> readOnly;
      case "setReadOnly" -> setReadOnly(Boolean.TRUE.equals(first));
      case "commit", "rollback", "setSavepoint", "releaseSavepoint" ->
          transaction(method.getName(), first);
      case "createStatement" -> LogicalStatement.of(this, method, args);
      case "prepareStatement", "prepareCall" -> LogicalStatement.prepared(this, method, args);
      case "clearWarnings", "getWarnings" ->
          bound() == null ? null : Calls.call(any(), method, args);
      default -> Calls.isSetter(method) ? set(method, args) : Calls.call(any(), method, args);
    };
  }

  private @Nullable Object transaction(String name, @Nullable Object first) throws SQLException {
    if (autoCommit) {
      throw new SQLException(name + ": there is no transaction, auto-commit is on");
    }
    Physical in = bound();
    if (name.equals("setSavepoint")) {
      return chosen(false).savepoint((String) first);
    }
    if (in == null) {
      return null;
    }
    if (name.equals("commit")) {
      in.commit();
    } else if (name.equals("releaseSavepoint")) {
      in.release((Savepoint) Objects.requireNonNull(first, "savepoint"));
    } else if (first != null) {
      in.rollback((Savepoint) first);
    } else {
      in.rollback();
    }
    return null;
  }

  private @Nullable Object set(Method method, @Nullable Object @Nullable [] args)
      throws SQLException {
    settings.add(method, args);
    for (Physical one : new Physical[] {reader, writer}) {
      if (one != null) {
        Calls.call(one.connection(), method, args);
      }
    }
    return null;
  }

  private @Nullable Object setAutoCommit(boolean on) throws SQLException {
    Physical in = bound();
    if (on && !autoCommit && in != null) {
      in.commit();
    }
    autoCommit = on;
    return null;
  }

  private @Nullable Object setReadOnly(boolean on) throws SQLException {
    if (on == readOnly) {
      return null;
    }
    Physical in = bound();
    if (in != null && in.begun()) {
      throw new SQLException("set read-only before the first statement of a transaction");
    }
    release(); // the writer would not refuse writes
    readOnly = on;
    return null;
  }

  private @Nullable Physical bound() {
    return writer != null ? writer : reader;
  }

  private @Nullable Object close() throws SQLException {
    if (!closed) {
      closed = true;
      release();
    }
    return null;
  }

  private void release() throws SQLException {
    Physical reading = reader;
    Physical writing = writer;
    reader = null;
    writer = null;
    try {
      if (reading != null) {
        readers.give(reading, byHand);
      }
    } finally {
      if (writing != null) {
        queue.give(writing, byHand);
      }
    }
  }

  private @Nullable Object abort(Executor executor) throws SQLException {
    for (Physical one : new Physical[] {reader, writer}) {
      if (one != null) {
        one.connection().abort(executor);
      }
    }
    return close();
  }

  private void checkOpen() throws SQLException {
    if (closed) {
      throw new SQLException("the connection is closed");
    }
  }
}
