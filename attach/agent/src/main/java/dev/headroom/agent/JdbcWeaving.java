package dev.headroom.agent;

import static net.bytebuddy.matcher.ElementMatchers.hasSuperType;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * Which classes are drivers, and which of their methods are woven.
 *
 * <p>A class is asked for its super types only if its name lets one hope: that reads class files,
 * and asking all classes would slow the start by half. Methods are matched by the signatures of
 * {@code java.sql}, since drivers have internal methods of the same names.
 */
final class JdbcWeaving implements Weaving {

  private static final List<String> WORDS =
      List.of("Statement", "Connection", "ResultSet", "DataSource", "Driver");

  /**
   * Classes of drivers whose names have none of the words, or whose bodies lie in a super class.
   */
  private static final List<String> DRIVERS =
      List.of(
          "org.sqlite.JDBC",
          "org.mariadb.jdbc.",
          "com.ibm.db2.jcc.",
          "oracle.jdbc.driver.",
          "org.hsqldb.jdbc.");

  /** Super classes that hold the bodies and implement no interface of {@code java.sql}. */
  private static final List<String> BODIES = List.of("org.sqlite.jdbc3.", "org.sqlite.core.Core");

  /** Wrappers: what they wrap reports. */
  private static final List<String> WRAPPERS =
      List.of(
          "com.zaxxer.hikari.",
          "org.apache.commons.dbcp.",
          "org.apache.commons.dbcp2.",
          "org.apache.tomcat.",
          "com.mchange.",
          "io.agroal.",
          "com.alibaba.druid.",
          "com.p6spy.",
          "net.ttddyy.",
          "net.sf.log4jdbc.",
          "io.opentelemetry.",
          "io.micrometer.",
          "datadog.",
          "com.newrelic.",
          "org.glowroot.",
          "org.springframework.",
          "org.hibernate.",
          "org.apache.ibatis.",
          "org.jooq.",
          "org.jdbi.",
          "org.flywaydb.",
          "liquibase.",
          "org.apache.shardingsphere.",
          "org.apache.http.",
          "org.apache.hc.",
          "org.eclipse.jetty.",
          "io.netty.",
          "io.undertow.",
          "io.lettuce.",
          "okhttp3.",
          "com.github.jsqlparser.",
          "net.sf.jsqlparser.",
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "net.bytebuddy.",
          "dev.headroom.");

  private final List<String> more;

  JdbcWeaving(List<String> moreDrivers) {
    this.more = moreDrivers;
  }

  @Override
  public boolean wants(String name) {
    return (hasWord(name) || startsWith(name, DRIVERS) || startsWith(name, more))
        && !startsWith(name, WRAPPERS);
  }

  private static boolean hasWord(String name) {
    int from = name.lastIndexOf('.') + 1;
    for (String word : WORDS) {
      if (name.indexOf(word, from) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(String name, List<String> prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void weave(TypeDescription type, Woven into) {
    boolean bodies = startsWith(type.getName(), BODIES);
    if (is(type, "java.sql.Statement") || (bodies && type.getName().contains("Statement"))) {
      statement(into);
      into.carrier();
    } else if (is(type, "java.sql.ResultSet") || (bodies && type.getName().contains("ResultSet"))) {
      result(into);
      into.carrier();
    } else if (is(type, "java.sql.Connection")
        || (bodies && type.getName().contains("Connection"))) {
      connection(into);
      into.carrier();
    } else if (is(type, "javax.sql.DataSource")) {
      into.advise(PoolAdvice.Take.class, isPublic().and(named("getConnection")).and(connects()));
    } else if (is(type, "java.sql.Driver")) {
      into.advise(
          PoolAdvice.Take.class,
          named("connect").and(takesArguments(2)).and(returnsSql("Connection")));
    }
  }

  private static boolean is(TypeDescription type, String name) {
    return hasSuperType(named(name)).matches(type);
  }

  private static ElementMatcher.Junction<MethodDescription> connects() {
    return returnsSql("Connection")
        .and(takesArguments(0).or(takesArguments(2).and(takesArgument(0, String.class))));
  }

  private static ElementMatcher.Junction<MethodDescription> returnsSql(String simpleName) {
    // A driver may return its own subtype; the interface's method is then a bridge that calls it.
    return returns(hasSuperType(named("java.sql." + simpleName)));
  }

  private static ElementMatcher.Junction<MethodDescription> text() {
    return takesArgument(0, String.class)
        .and(
            takesArguments(1)
                .or(
                    takesArguments(2)
                        .and(
                            takesArgument(1, int.class)
                                .or(takesArgument(1, int[].class))
                                .or(takesArgument(1, String[].class)))));
  }

  private static void connection(Woven into) {
    into.advise(
        JdbcAdvice.Prepare.class,
        namedOneOf("prepareStatement", "prepareCall")
            .and(isPublic())
            .and(takesArgument(0, String.class))
            .and(returnsSql("PreparedStatement")));
    into.advise(
        JdbcAdvice.Commit.class,
        isPublic().and(namedOneOf("commit", "rollback")).and(takesArguments(0)));
    into.advise(
        JdbcAdvice.AutoCommit.class,
        isPublic().and(named("setAutoCommit")).and(takesArguments(boolean.class)));
    into.advise(PoolAdvice.Close.class, isPublic().and(named("close")).and(takesArguments(0)));
  }

  private static void statement(Woven into) {
    ElementMatcher.Junction<MethodDescription> none = isPublic().and(takesArguments(0));
    into.advise(
        JdbcAdvice.Query.class, none.and(named("executeQuery")).and(returnsSql("ResultSet")));
    into.advise(JdbcAdvice.Execute.class, none.and(named("execute")).and(returns(boolean.class)));
    into.advise(JdbcAdvice.Update.class, none.and(named("executeUpdate")).and(returns(int.class)));
    into.advise(
        JdbcAdvice.LargeUpdate.class,
        none.and(named("executeLargeUpdate")).and(returns(long.class)));
    into.advise(
        JdbcAdvice.TextQuery.class,
        isPublic().and(named("executeQuery")).and(text()).and(returnsSql("ResultSet")));
    into.advise(
        JdbcAdvice.TextExecute.class,
        isPublic().and(named("execute")).and(text()).and(returns(boolean.class)));
    into.advise(
        JdbcAdvice.TextUpdate.class,
        isPublic().and(named("executeUpdate")).and(text()).and(returns(int.class)));
    into.advise(
        JdbcAdvice.TextLargeUpdate.class,
        isPublic().and(named("executeLargeUpdate")).and(text()).and(returns(long.class)));
    into.advise(JdbcAdvice.Batch.class, none.and(namedOneOf("executeBatch", "executeLargeBatch")));
    into.advise(JdbcAdvice.AddBatch.class, none.and(named("addBatch")));
    into.advise(
        JdbcAdvice.AddTextBatch.class,
        isPublic().and(named("addBatch")).and(takesArguments(String.class)));
    into.advise(JdbcAdvice.ClearBatch.class, none.and(named("clearBatch")));
    into.advise(JdbcAdvice.ClearParameters.class, none.and(named("clearParameters")));
    into.advise(
        JdbcAdvice.ResultSet.class, none.and(named("getResultSet")).and(returnsSql("ResultSet")));
    binds(into);
  }

  private static void binds(Woven into) {
    ElementMatcher.Junction<MethodDescription> setter =
        isPublic().and(returns(void.class)).and(takesArgument(0, int.class));
    into.advise(
        JdbcAdvice.BindNumber.class,
        setter
            .and(takesArguments(2))
            .and(
                named("setLong")
                    .and(takesArgument(1, long.class))
                    .or(named("setInt").and(takesArgument(1, int.class)))
                    .or(named("setShort").and(takesArgument(1, short.class)))
                    .or(named("setByte").and(takesArgument(1, byte.class)))));
    into.advise(
        JdbcAdvice.Bind.class,
        setter
            .and(takesArguments(2))
            .and(
                namedOneOf(
                    "setArray",
                    "setBigDecimal",
                    "setBoolean",
                    "setBytes",
                    "setDate",
                    "setDouble",
                    "setFloat",
                    "setNString",
                    "setObject",
                    "setString",
                    "setTime",
                    "setTimestamp",
                    "setURL")));
    into.advise(
        JdbcAdvice.Bind.class,
        setter
            .and(takesArguments(3))
            .and(namedOneOf("setDate", "setTime", "setTimestamp"))
            .and(takesArgument(2, named("java.util.Calendar"))));
    into.advise(
        JdbcAdvice.BindNull.class, setter.and(named("setNull")).and(takesArgument(1, int.class)));
    into.advise(
        JdbcAdvice.BindTyped.class,
        setter
            .and(named("setObject"))
            .and(takesArguments(3).or(takesArguments(4)))
            .and(takesArgument(1, Object.class))
            .and(takesArgument(2, int.class)));
    into.advise(
        JdbcAdvice.BindAs.class,
        setter
            .and(named("setObject"))
            .and(takesArguments(3).or(takesArguments(4)))
            .and(takesArgument(1, Object.class))
            .and(takesArgument(2, named("java.sql.SQLType"))));
    into.advise(
        JdbcAdvice.BindStream.class,
        setter.and(
            namedOneOf(
                "setAsciiStream",
                "setBinaryStream",
                "setBlob",
                "setCharacterStream",
                "setClob",
                "setNCharacterStream",
                "setNClob",
                "setRef",
                "setRowId",
                "setSQLXML",
                "setUnicodeStream")));
  }

  private static void result(Woven into) {
    into.advise(
        JdbcAdvice.Next.class,
        isPublic().and(named("next")).and(takesArguments(0)).and(returns(boolean.class)));
    into.advise(
        JdbcAdvice.Get.class,
        isPublic()
            .and(
                namedOneOf(
                    "getArray",
                    "getBigDecimal",
                    "getBlob",
                    "getBoolean",
                    "getByte",
                    "getBytes",
                    "getClob",
                    "getDate",
                    "getDouble",
                    "getFloat",
                    "getInt",
                    "getLong",
                    "getNString",
                    "getObject",
                    "getShort",
                    "getSQLXML",
                    "getString",
                    "getTime",
                    "getTimestamp",
                    "getURL"))
            .and(takesArgument(0, int.class).or(takesArgument(0, String.class)))
            .and(takesArguments(1).or(takesArguments(2))));
  }
}
