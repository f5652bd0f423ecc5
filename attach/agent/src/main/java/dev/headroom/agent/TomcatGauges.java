package dev.headroom.agent;

import dev.headroom.observe.PoolGauges;
import org.jspecify.annotations.Nullable;

/** Tomcat's JDBC pool, which is no data source itself. */
record TomcatGauges(Object pool, String name) implements PoolGauges {

  static @Nullable PoolGauges of(Object pool, String otherwise) {
    return call(pool, "getName") instanceof String own && !own.isBlank()
        ? new TomcatGauges(pool, own)
        : new TomcatGauges(pool, otherwise);
  }

  private static @Nullable Object call(Object target, String method) {
    try {
      return target.getClass().getMethod(method).invoke(target);
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return null;
    }
  }

  private static int figure(@Nullable Object target, String method) {
    return target != null && call(target, method) instanceof Number number ? number.intValue() : -1;
  }

  @Override
  public String kind() {
    return "Tomcat JDBC";
  }

  @Override
  public int size() {
    return figure(call(pool, "getPoolProperties"), "getMaxActive");
  }

  @Override
  public int active() {
    return figure(pool, "getActive");
  }

  @Override
  public int idle() {
    return figure(pool, "getIdle");
  }

  @Override
  public int waiting() {
    return figure(pool, "getWaitCount");
  }
}
