package dev.headroom.spring;

import dev.headroom.spring.CacheAnnotations.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.SimpleKey;

/** A call of a {@link ReadThrough} method: answered by the cache, or by the method. */
final class CacheReading implements MethodInterceptor {

  private final CacheAdvice.Lookup<Read> reads;

  CacheReading(CacheAdvice.Lookup<Read> reads) {
    this.reads = reads;
  }

  @Override
  public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
    Read read = reads.of(invocation);
    if (!read.isOn()) {
      return invocation.proceed();
    }
    @Nullable Object[] arguments = invocation.getArguments();
    List<String> tags = new ArrayList<>();
    read.tags().forEach(tag -> tags.addAll(tag.texts(arguments, null)));
    try {
      Object value =
          read.namespace()
              .get(
                  key(read, arguments),
                  tags,
                  () -> read.optional() ? content(proceed(invocation)) : proceed(invocation));
      return read.optional() ? Optional.ofNullable(value) : value;
    } catch (Failed e) {
      throw e.getCause();
    }
  }

  private static String key(Read read, @Nullable Object[] arguments) {
    if (read.key() != null) {
      return read.key().text(arguments, null);
    }
    Object only = arguments.length == 1 ? arguments[0] : null;
    return CacheKeys.text(
        only != null && !only.getClass().isArray() ? only : new SimpleKey(arguments));
  }

  private static @Nullable Object content(@Nullable Object optional) {
    return optional instanceof Optional<?> some ? some.orElse(null) : null;
  }

  private static @Nullable Object proceed(MethodInvocation invocation) {
    try {
      return invocation.proceed();
    } catch (Throwable e) {
      throw new Failed(e);
    }
  }

  /** Tells what the method threw from what the cache throws; those who waited get it too. */
  private static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failed(Throwable cause) {
      super(cause.toString(), cause, false, false);
    }
  }
}
