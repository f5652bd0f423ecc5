package dev.headroom.benchmarks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every statement that goes through a data source, with all that was set on it, so that
 * exactly the same can be asked again of another database.
 */
final class Recorder {

  /** A call, as it was made. */
  @SuppressWarnings("ArrayRecordComponent") // Passed on, not compared.
  record Call(Method method, @Nullable Object[] arguments) {
    @Nullable Object on(Object target) throws SQLException {
      return invoke(target, method, arguments);
    }
  }

  /** A statement: how it was made, what was set, how it was executed. */
  record Event(Call made, List<Call> set, Call executed) {}

  private static final Set<String> EXECUTES =
      Set.of("execute", "executeQuery", "executeUpdate", "executeBatch");

  private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

  List<Event> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  DataSource wrap(DataSource real) {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          return result instanceof Connection connection ? wrap(connection) : result;
        });
  }

  private Connection wrap(Connection real) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          Call made = new Call(method, arguments);
          if (method.getName().equals("prepareStatement")) {
            return wrap(
                (PreparedStatement) Objects.requireNonNull(result), PreparedStatement.class, made);
          }
          return method.getName().equals("createStatement")
              ? wrap((Statement) Objects.requireNonNull(result), Statement.class, made)
              : result;
        });
  }

  private <T extends Statement> T wrap(T real, Class<T> type, Call made) {
    List<Call> set = new ArrayList<>();
    return proxy(
        type,
        (self, method, arguments) -> {
          String name = method.getName();
          Object result = invoke(real, method, arguments);
          if (EXECUTES.contains(name)) {
            events.add(new Event(made, List.copyOf(set), new Call(method, arguments)));
            if (name.equals("executeBatch")) {
              set.clear();
            }
          } else if (name.startsWith("set") || name.equals("addBatch")) {
            set.add(new Call(method, arguments));
          }
          return result;
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Recorder.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object invoke(Object target, Method method, @Nullable Object[] arguments)
      throws SQLException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
