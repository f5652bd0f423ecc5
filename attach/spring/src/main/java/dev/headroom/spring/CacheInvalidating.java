package dev.headroom.spring;

import dev.headroom.cache.Namespace;
import dev.headroom.spring.CacheAnnotations.Write;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * A call of an {@link Invalidates} method. Within a transaction the cache puts the invalidation off
 * until its outcome is known, so this stands inside of it.
 */
final class CacheInvalidating implements MethodInterceptor {

  private final CacheAdvice.Lookup<List<Write>> writes;

  CacheInvalidating(CacheAdvice.Lookup<List<Write>> writes) {
    this.writes = writes;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    List<Write> all = writes.of(invocation);
    Object result;
    try {
      result = invocation.proceed();
    } catch (Throwable e) {
      for (Write write : all) {
        try {
          if (write.usesResult()) {
            write.namespace().clear();
          } else {
            invalidate(write, invocation.getArguments(), null);
          }
        } catch (RuntimeException also) {
          e.addSuppressed(also);
        }
      }
      throw e;
    }
    for (Write write : all) {
      invalidate(write, invocation.getArguments(), result);
    }
    return result;
  }

  private static void invalidate(
      Write write, @Nullable Object[] arguments, @Nullable Object result) {
    Namespace<Object> namespace = write.namespace();
    if (write.key() != null) {
      namespace.invalidate(write.key().text(arguments, result));
    } else if (!write.tags().isEmpty()) {
      write.tags().forEach(tag -> tag.texts(arguments, result).forEach(namespace::invalidateTag));
    } else if (write.pattern() != null) {
      namespace.invalidateMatching(write.pattern().text(arguments, result));
    } else {
      namespace.clear();
    }
  }
}
