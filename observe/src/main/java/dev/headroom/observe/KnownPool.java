package dev.headroom.observe;

import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of a pool whose class is known by name, read by reflection: none of these libraries is a
 * dependency, and the agent's classes could not see the application's anyway.
 */
final class KnownPool implements PoolGauges {

  /** A pool's class and the methods that tell its figures; "" where it tells none. */
  private record Kind(
      String type,
      String kind,
      String name,
      String size,
      String gauges,
      String active,
      String idle,
      String waiting) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "com.zaxxer.hikari.HikariDataSource",
              "HikariCP",
              "getPoolName",
              "getMaximumPoolSize",
              "getHikariPoolMXBean",
              "getActiveConnections",
              "getIdleConnections",
              "getThreadsAwaitingConnection"),
          new Kind(
              "org.apache.tomcat.jdbc.pool.DataSource",
              "Tomcat JDBC",
              "getName",
              "getMaxActive",
              "",
              "getNumActive",
              "getNumIdle",
              "getWaitCount"),
          new Kind(
              "org.apache.commons.dbcp2.BasicDataSource",
              "DBCP 2",
              "getJmxName",
              "getMaxTotal",
              "",
              "getNumActive",
              "getNumIdle",
              ""));

  private final Object pool;
  private final Kind kind;
  private final String name;

  private KnownPool(Object pool, Kind kind, String otherwise) {
    this.pool = pool;
    this.kind = kind;
    Object own = call(pool, pool.getClass(), kind.name);
    this.name = own instanceof String text && !text.isBlank() ? text : otherwise;
  }

  static @Nullable PoolGauges of(DataSource dataSource, String otherwise) {
    for (Kind kind : KINDS) {
      Object pool = find(dataSource, kind.type);
      if (pool != null) {
        return new KnownPool(pool, kind, otherwise);
      }
    }
    return null;
  }

  static @Nullable Object find(DataSource dataSource, String type) {
    for (Class<?> at = dataSource.getClass(); at != null; at = at.getSuperclass()) {
      if (at.getName().equals(type)) {
        return dataSource;
      }
    }
    try {
      Class<?> known = Class.forName(type, false, dataSource.getClass().getClassLoader());
      return dataSource.isWrapperFor(known) ? dataSource.unwrap(known) : null;
    } catch (ClassNotFoundException | SQLException | RuntimeException | LinkageError notThere) {
      return null;
    }
  }

  /** The method's result; null if there is none, or if it throws: an unknown figure, no fault. */
  private static @Nullable Object call(Object target, Class<?> type, String method) {
    if (method.isEmpty()) {
      return null;
    }
    try {
      return type.getMethod(method).invoke(target);
    } catch (ReflectiveOperationException | RuntimeException unknown) {
      return null;
    }
  }

  private int figure(String method) {
    Object target = pool;
    Class<?> type = pool.getClass();
    if (!kind.gauges.isEmpty()) {
      try {
        Method gauges = type.getMethod(kind.gauges);
        target = gauges.invoke(pool);
        type = gauges.getReturnType(); // an interface: its methods are open to all
      } catch (ReflectiveOperationException | RuntimeException unknown) {
        return -1;
      }
    }
    return target != null && call(target, type, method) instanceof Number number
        ? number.intValue()
        : -1;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String kind() {
    return kind.kind;
  }

  @Override
  public int size() {
    return call(pool, pool.getClass(), kind.size) instanceof Number number ? number.intValue() : -1;
  }

  @Override
  public int active() {
    return figure(kind.active);
  }

  @Override
  public int idle() {
    return figure(kind.idle);
  }

  @Override
  public int waiting() {
    return figure(kind.waiting);
  }
}
