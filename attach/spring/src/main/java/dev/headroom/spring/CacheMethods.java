package dev.headroom.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/** What annotated methods say, and whether they may say it. */
final class CacheMethods {

  private CacheMethods() {}

  static boolean isRead(Method method) {
    return AnnotatedElementUtils.hasAnnotation(method, ReadThrough.class);
  }

  static boolean isWrite(Method method) {
    return !AnnotatedElementUtils.findMergedRepeatableAnnotations(method, Invalidates.class)
        .isEmpty();
  }

  static String where(Class<?> annotation, Method method) {
    return "@"
        + annotation.getSimpleName()
        + " on "
        + method.getDeclaringClass().getSimpleName()
        + "."
        + method.getName();
  }

  /** What is kept: the method's type, boxed, an Optional's content. */
  static ResolvableType kept(Method method, Class<?> target) {
    ResolvableType type = ResolvableType.forMethodReturnType(method, target);
    if (isOptional(method)) {
      return type.getGeneric(0);
    }
    Class<?> raw = type.resolve(Object.class);
    return raw.isPrimitive()
        ? ResolvableType.forClass(ClassUtils.resolvePrimitiveIfNecessary(raw))
        : type;
  }

  static boolean isOptional(Method method) {
    return method.getReturnType().equals(Optional.class);
  }

  /** That a proxy can see the call and that there is something to keep. */
  static void check(Class<?> annotation, Method method, Class<?> target) {
    String where = where(annotation, method);
    int modifiers = method.getModifiers();
    if (Modifier.isPrivate(modifiers)
        || Modifier.isStatic(modifiers)
        || Modifier.isFinal(modifiers)
        || Modifier.isFinal(target.getModifiers())) {
      throw new IllegalStateException(
          where
              + ": a private, static or final method, or one of a final class, cannot be seen by"
              + " a proxy: make it overridable");
    }
    if (!annotation.equals(ReadThrough.class)) {
      return;
    }
    Class<?> type = method.getReturnType();
    boolean later =
        Future.class.isAssignableFrom(type)
            || BaseStream.class.isAssignableFrom(type)
            || type.getName().startsWith("reactor.core.")
            || type.getName().equals("org.reactivestreams.Publisher");
    if (type.equals(void.class) || type.equals(Void.class) || later) {
      throw new IllegalStateException(
          where
              + ": there is no value of type "
              + type.getName()
              + " to keep: return the value itself");
    }
  }

  /** That the parameters can be a key as they are. */
  static void checkParametersAsKey(Method method) {
    List<String> wrong = new ArrayList<>();
    for (Type parameter : method.getGenericParameterTypes()) {
      Class<?> raw = ResolvableType.forType(parameter).resolve(Object.class);
      boolean open =
          raw.equals(Object.class)
              || Collection.class.isAssignableFrom(raw)
              || raw.isArray()
              || CharSequence.class.isAssignableFrom(raw);
      if (!open && !raw.isPrimitive() && !CacheKeys.isPlain(raw)) {
        wrong.add(raw.getName());
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          where(ReadThrough.class, method)
              + ": parameters of type "
              + String.join(", ", wrong)
              + " have no text that is surely their own: say which parts are the key, such as key"
              + " = \"#order.id\"");
    }
  }
}
