package dev.headroom.observe;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;

/**
 * A result set that tells what the application reads from it. It reads nothing by itself, so it
 * changes nothing; a proxy, since at most one request a second and endpoint has it.
 */
@NullUnmarked
final class TracedResult implements InvocationHandler {

  private final ResultSet delegate;
  private final FlowTrace.Results results;
  private final Reports observer;
  private long rows;
  private boolean rowRead = true;
  private boolean blind;

  private TracedResult(ResultSet delegate, FlowTrace.Results results, Reports observer) {
    this.delegate = delegate;
    this.results = results;
    this.observer = observer;
  }

  static ResultSet of(ResultSet delegate, FlowTrace.Results results, Reports observer) {
    results.fetch.begin(delegate);
    return (ResultSet)
        Proxy.newProxyInstance(
            TracedResult.class.getClassLoader(),
            new Class<?>[] {ResultSet.class},
            new TracedResult(delegate, results, observer));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("equals") && arguments.length == 1) {
      return proxy == arguments[0];
    }
    Object result;
    try {
      result = method.invoke(delegate, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    try {
      seen(method, arguments, result);
    } catch (Throwable fault) {
      observer.fault(fault);
    }
    return result;
  }

  private void seen(Method method, Object[] arguments, Object result) {
    switch (method.getName()) {
      case "next", "previous", "first", "last", "absolute", "relative" -> {
        if (Boolean.TRUE.equals(result)) {
          row();
        }
      }
      case "unwrap" -> unwrapped();
      default -> {
        if (arguments != null
            && method.getName().startsWith("get")
            && method.getParameterCount() > 0) {
          value(arguments[0], result);
        }
      }
    }
  }

  private void row() {
    results.row();
    if (blind) {
      return;
    }
    rows++;
    rowRead = false;
    FetchTrace fetch = results.fetch;
    fetch.rows++;
    fetch.unusedRows++;
    fetch.maxRows = Math.max(fetch.maxRows, rows);
  }

  private void value(Object column, Object value) {
    FetchTrace fetch = results.fetch;
    if (!rowRead) {
      rowRead = true;
      fetch.unusedRows--;
    }
    if (column instanceof Integer index) {
      fetch.read(index);
      results.value(index, value);
    } else if (column instanceof String name) {
      String label = name.toLowerCase(Locale.ROOT);
      fetch.read(label);
      results.value(label, value);
    }
  }

  /** From here on the application may read past this object: nothing is said about the rest. */
  private void unwrapped() {
    if (!blind) {
      blind = true;
      FetchTrace fetch = results.fetch;
      fetch.executions--;
      fetch.rows -= rows;
      fetch.unusedRows -= rowRead ? 0 : 1;
      fetch.used.set(0, fetch.labels.size());
      rowRead = true;
    }
  }
}
