package dev.headroom.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;

/** Makes an object of an abstract class: what is abstract returns null, 0 or false. */
final class Nothing {

  private Nothing() {}

  static <T> T of(Class<T> type) {
    try {
      return new ByteBuddy()
          .subclass(type)
          .name(type.getName() + "Done")
          .method(ElementMatchers.isAbstract())
          .intercept(StubMethod.INSTANCE)
          .make()
          .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
          .getLoaded()
          .getConstructor()
          .newInstance();
    } catch (NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException impossible) {
      throw new IllegalStateException(type + " needs a public constructor", impossible);
    }
  }
}
