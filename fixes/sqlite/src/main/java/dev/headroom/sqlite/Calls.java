package dev.headroom.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was set on a connection or statement, to be set on another one that takes its place. */
final class Calls {

  @FunctionalInterface
  private interface Call {
    void on(Object target) throws SQLException;
  }

  /** The last call of each setter, and of each parameter's. */
  private final Map<Object, Call> calls = new LinkedHashMap<>();

  void add(Method method, @Nullable Object @Nullable [] arguments) {
    Object key =
        arguments != null && arguments.length > 1 && arguments[0] instanceof Integer parameter
            ? parameter
            : method.getName();
    calls.put(key, target -> call(target, method, arguments));
  }

  void forgetParameters() {
    calls.keySet().removeIf(Integer.class::isInstance);
  }

  void on(Object target) throws SQLException {
    for (Call call : calls.values()) {
      call.on(target);
    }
  }

  /** Calls, and throws what the method throws. */
  static @Nullable Object call(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws SQLException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException sql) {
        throw sql;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("methods of java.sql are public", e);
    }
  }

  static boolean isSetter(Method method) {
    return method.getName().startsWith("set") && method.getReturnType() == void.class;
  }
}
