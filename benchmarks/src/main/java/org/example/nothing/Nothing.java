package org.example.nothing;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ConcurrentHashMap;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/** Makes an object of an abstract class: what is abstract returns null, 0 or false. */
public final class Nothing {

  private static final ConcurrentHashMap<Class<?>, Class<?>> MADE = new ConcurrentHashMap<>();

  private Nothing() {}

  /** An object of a class with a constructor of no arguments. */
  public static <T> T of(Class<T> type) {
    try {
      return type.cast(
          MADE.computeIfAbsent(type, Nothing::make).getDeclaredConstructor().newInstance());
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException impossible) {
      throw new IllegalStateException(type + " needs a public constructor", impossible);
    }
  }

  private static Class<?> make(Class<?> type) {
    return new ByteBuddy()
        .subclass(type)
        .name(type.getName() + "Done")
        .method(ElementMatchers.isAbstract())
        .intercept(StubMethod.INSTANCE)
        .make()
        .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
        .getLoaded();
  }
}
