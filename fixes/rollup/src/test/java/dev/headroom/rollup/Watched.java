package dev.headroom.rollup;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import javax.sql.DataSource;

/** A data source whose statements, and commits, are counted and may be preceded by something. */
final class Watched {

  private static final Set<String> STATEMENTS =
      Set.of("prepareStatement", "createStatement", "commit");

  private Watched() {}

  /** Calls {@code before} with the number of each statement, from 0. */
  static DataSource of(DataSource real, IntConsumer before) {
    AtomicInteger count = new AtomicInteger();
    return proxy(
        DataSource.class,
        real,
        (method, result) ->
            method.getName().equals("getConnection")
                ? proxy(Connection.class, result, (of, same) -> same, count, before)
                : result,
        count,
        before);
  }

  /** What is answered instead. */
  private interface Answer {
    Object of(Method method, Object result);
  }

  private static <T> T proxy(
      Class<T> type, Object real, Answer answer, AtomicInteger count, IntConsumer before) {
    return type.cast(
        Proxy.newProxyInstance(
            Watched.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (STATEMENTS.contains(method.getName())) {
                before.accept(count.getAndIncrement());
              }
              try {
                return answer.of(method, method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
