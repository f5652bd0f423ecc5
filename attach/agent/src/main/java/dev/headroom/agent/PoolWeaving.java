package dev.headroom.agent;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.description.type.TypeDescription;

/**
 * The classes of connection pools: where a connection is taken, and where it is given back. What
 * pools hand out is a wrapper of their own, which carries the hold.
 */
final class PoolWeaving implements Weaving {

  private enum Role {
    /** {@code getConnection()} and {@code getConnection(user, password)}. */
    SOURCE,
    /** {@code close()}; carries the hold. */
    CONNECTION,
    /** Carries the hold only. */
    CARRIER,
    /** Tomcat's pool: {@code borrowConnection} and {@code returnConnection}. */
    TOMCAT,
    /** MyBatis' pool: {@code popConnection} and {@code pushConnection}. */
    MYBATIS
  }

  private static final Map<String, Role> TYPES =
      Map.ofEntries(
          Map.entry("com.zaxxer.hikari.HikariDataSource", Role.SOURCE),
          Map.entry("com.zaxxer.hikari.pool.ProxyConnection", Role.CONNECTION),
          Map.entry("org.apache.commons.dbcp2.BasicDataSource", Role.SOURCE),
          Map.entry(
              "org.apache.commons.dbcp2.PoolingDataSource$PoolGuardConnectionWrapper",
              Role.CONNECTION),
          Map.entry("org.apache.tomcat.dbcp.dbcp2.BasicDataSource", Role.SOURCE),
          Map.entry(
              "org.apache.tomcat.dbcp.dbcp2.PoolingDataSource$PoolGuardConnectionWrapper",
              Role.CONNECTION),
          Map.entry("org.apache.tomcat.jdbc.pool.ConnectionPool", Role.TOMCAT),
          Map.entry("org.apache.tomcat.jdbc.pool.PooledConnection", Role.CARRIER),
          Map.entry("com.mchange.v2.c3p0.impl.AbstractPoolBackedDataSource", Role.SOURCE),
          Map.entry("com.mchange.v2.c3p0.impl.NewProxyConnection", Role.CONNECTION),
          Map.entry("io.agroal.pool.DataSource", Role.SOURCE),
          Map.entry("io.agroal.pool.wrapper.ConnectionWrapper", Role.CONNECTION),
          Map.entry("org.apache.ibatis.datasource.pooled.PooledDataSource", Role.MYBATIS),
          Map.entry("org.apache.ibatis.datasource.pooled.PooledConnection", Role.CARRIER),
          Map.entry("org.h2.jdbcx.JdbcConnectionPool", Role.SOURCE),
          Map.entry("org.h2.jdbcx.JdbcXAConnection$PooledJdbcConnection", Role.CONNECTION),
          Map.entry("com.alibaba.druid.pool.DruidDataSource", Role.SOURCE),
          Map.entry("com.alibaba.druid.pool.DruidPooledConnection", Role.CONNECTION));

  private static final Set<Role> POOLS = EnumSet.of(Role.SOURCE, Role.TOMCAT, Role.MYBATIS);

  private static final ClassValue<Boolean> IS_POOL =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Role role = TYPES.get(at.getName());
            if (role != null && POOLS.contains(role)) {
              return true;
            }
          }
          return false;
        }
      };

  static boolean isPool(Class<?> type) {
    return IS_POOL.get(type);
  }

  @Override
  public boolean wants(String name) {
    return TYPES.containsKey(name);
  }

  @Override
  public void weave(TypeDescription type, Woven into) {
    switch (TYPES.getOrDefault(type.getName(), Role.CARRIER)) {
      case SOURCE -> {
        into.advise(
            PoolAdvice.Take.class,
            named("getConnection").and(takesArguments(0).or(takesArguments(2))));
        into.carrier();
      }
      case CONNECTION -> {
        into.advise(PoolAdvice.Close.class, named("close").and(takesArguments(0)));
        into.carrier();
      }
      case TOMCAT -> {
        into.advise(PoolAdvice.Take.class, named("borrowConnection").and(takesArguments(3)));
        into.advise(PoolAdvice.Return.class, named("returnConnection").and(takesArguments(1)));
        into.carrier();
      }
      case MYBATIS -> {
        into.advise(PoolAdvice.Take.class, named("popConnection").and(takesArguments(2)));
        into.advise(PoolAdvice.Return.class, named("pushConnection").and(takesArguments(1)));
        into.carrier();
      }
      case CARRIER -> into.carrier();
    }
  }
}
