package dev.headroom.agent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A public method without parameters, of whatever class has one of its name; found once a class.
 */
final class Getter extends ClassValue<MethodHandle> {

  private static final MethodHandle NONE =
      MethodHandles.dropArguments(
          MethodHandles.constant(Object.class, null), 0, new Class<?>[] {Object.class});

  private final String name;

  Getter(String name) {
    this.name = name;
  }

  @Override
  protected MethodHandle computeValue(Class<?> type) {
    try {
      Method method = type.getMethod(name);
      method.setAccessible(true); // the class itself need not be public
      return MethodHandles.lookup()
          .unreflect(method)
          .asType(MethodType.methodType(Object.class, Object.class));
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return NONE;
    }
  }

  /** What it returns; null where there is no such method, or it throws. */
  @Nullable Object of(@Nullable Object of) {
    if (of == null) {
      return null;
    }
    try {
      return (Object) get(of.getClass()).invokeExact(of);
    } catch (Throwable refused) {
      return null;
    }
  }
}
