package dev.headroom.observe;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.PreparedStatement;
import org.jspecify.annotations.NullUnmarked;

/**
 * A callable statement: what a prepared statement has goes through the observed one, the rest to
 * the driver. Calls are rare enough for a proxy, and the interface has 120 methods more.
 */
@NullUnmarked
final class ObservedCall {

  private ObservedCall() {}

  static CallableStatement of(PreparedStatement observed, CallableStatement delegate) {
    return (CallableStatement)
        Proxy.newProxyInstance(
            ObservedCall.class.getClassLoader(),
            new Class<?>[] {CallableStatement.class},
            (proxy, method, arguments) -> {
              if (method.getDeclaringClass() == Object.class) {
                return ofObject(proxy, method, arguments);
              }
              Object target = method.getDeclaringClass().isInstance(observed) ? observed : delegate;
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @SuppressWarnings("ReferenceEquality") // a proxy equals itself alone
  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "ObservedCall";
    };
  }
}
