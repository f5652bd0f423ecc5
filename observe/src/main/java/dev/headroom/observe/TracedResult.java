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

  private TracedResult(ResultSet delegate, FlowTrace.Results results, Reports observer) {
    this.delegate = delegate;
    this.results = results;
    this.observer = observer;
  }

  static ResultSet of(ResultSet delegate, FlowTrace.Results results, Reports observer) {
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
          results.row();
        }
      }
      case "unwrap" -> results.unwrapped();
      default -> {
        if (arguments != null
            && method.getName().startsWith("get")
            && method.getParameterCount() > 0) {
          results.value(
              arguments[0] instanceof String label ? label.toLowerCase(Locale.ROOT) : arguments[0],
              result);
        }
      }
    }
  }
}
