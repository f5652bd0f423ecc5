package dev.headroom.agent;

import dev.headroom.observe.PoolGauges;
import org.jspecify.annotations.Nullable;

/** Pools that {@link PoolGauges} does not know, asked by reflection; -1 where they do not tell. */
record OtherGauges(Object pool, String name, Kind of) implements PoolGauges {

  /** How a kind of pool is asked. */
  enum Kind {
    /** No data source itself. */
    TOMCAT("Tomcat JDBC"),
    MYBATIS("MyBatis"),
    H2("H2");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }
  }

  static @Nullable PoolGauges of(Object pool, String otherwise) {
    return switch (pool.getClass().getName()) {
      case "org.apache.ibatis.datasource.pooled.PooledDataSource" ->
          new OtherGauges(pool, otherwise, Kind.MYBATIS);
      case "org.h2.jdbcx.JdbcConnectionPool" -> new OtherGauges(pool, otherwise, Kind.H2);
      case "org.apache.tomcat.jdbc.pool.ConnectionPool" ->
          new OtherGauges(
              pool,
              call(pool, "getName") instanceof String own && !own.isBlank() ? own : otherwise,
              Kind.TOMCAT);
      default -> null;
    };
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
    return of.shown;
  }

  @Override
  public int size() {
    return switch (of) {
      case TOMCAT -> figure(call(pool, "getPoolProperties"), "getMaxActive");
      case MYBATIS -> figure(pool, "getPoolMaximumActiveConnections");
      case H2 -> figure(pool, "getMaxConnections");
    };
  }

  @Override
  public int active() {
    return switch (of) {
      case TOMCAT -> figure(pool, "getActive");
      case MYBATIS -> figure(call(pool, "getPoolState"), "getActiveConnectionCount");
      case H2 -> figure(pool, "getActiveConnections");
    };
  }

  @Override
  public int idle() {
    return switch (of) {
      case TOMCAT -> figure(pool, "getIdle");
      case MYBATIS -> figure(call(pool, "getPoolState"), "getIdleConnectionCount");
      case H2 -> -1;
    };
  }

  @Override
  public int waiting() {
    return of == Kind.TOMCAT ? figure(pool, "getWaitCount") : -1;
  }
}
