package dev.headroom.agent;

import static dev.headroom.agent.Advice.From.ENTERED;
import static dev.headroom.agent.Advice.From.FIRST;
import static dev.headroom.agent.Advice.From.RETURNED;
import static dev.headroom.agent.Advice.From.THIS;
import static dev.headroom.agent.Advice.From.THROWN;

import dev.headroom.agent.Advice.Call;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  static final Advice TAKE =
      Advice.around(
          Call.of("PoolHooks", "asked", "(Ljava/lang/Object;)Ljava/lang/Object;", THIS),
          Call.of(
              "PoolHooks",
              "taken",
              "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Throwable;)V",
              ENTERED,
              RETURNED,
              THROWN));

  static final Advice CLOSE =
      Advice.afterAll(Call.of("PoolHooks", "given", "(Ljava/lang/Object;)V", THIS));

  private static final Advice GIVE_BACK =
      Advice.afterAll(Call.of("PoolHooks", "given", "(Ljava/lang/Object;)V", FIRST));

  @Override
  public Plan plan(ClassFile type) {
    Role role = TYPES.getOrDefault(type.name(), Role.CARRIER);
    return method -> advice(role, method);
  }

  private static @Nullable Advice advice(Role role, Method method) {
    String name = method.name();
    int arguments = method.arguments();
    return switch (role) {
      case SOURCE ->
          name.equals("getConnection") && (arguments == 0 || arguments == 2) ? TAKE : null;
      case CONNECTION -> name.equals("close") && arguments == 0 ? CLOSE : null;
      case TOMCAT ->
          name.equals("borrowConnection") && arguments == 3
              ? TAKE
              : name.equals("returnConnection") && arguments == 1 ? GIVE_BACK : null;
      case MYBATIS ->
          name.equals("popConnection") && arguments == 2
              ? TAKE
              : name.equals("pushConnection") && arguments == 1 ? GIVE_BACK : null;
      case CARRIER -> null;
    };
  }
}
