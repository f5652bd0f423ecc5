package dev.headroom.agent;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  private static final String STRING = "Ljava/lang/String;";
  private static final String OBJECT = "Ljava/lang/Object;";

  private static final Set<String> TIMES = Set.of("setDate", "setTime", "setTimestamp");

  private static final Set<String> VALUES =
      Set.of(
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
          "setURL");

  private static final Set<String> STREAMS =
      Set.of(
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
          "setUnicodeStream");

  private static final Set<String> GETTERS =
      Set.of(
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
          "getURL");

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
  public @Nullable Plan plan(ClassFile type) {
    boolean bodies = startsWith(type.name(), BODIES);
    if (type.isA("java/sql/Statement") || (bodies && type.name().contains("Statement"))) {
      return JdbcWeaving::statement;
    }
    if (type.isA("java/sql/ResultSet") || (bodies && type.name().contains("ResultSet"))) {
      return JdbcWeaving::result;
    }
    if (type.isA("java/sql/Connection") || (bodies && type.name().contains("Connection"))) {
      return JdbcWeaving::connection;
    }
    if (type.isA("javax/sql/DataSource")) {
      return new Bodies(JdbcWeaving::source);
    }
    return type.isA("java/sql/Driver") ? new Bodies(JdbcWeaving::driver) : null;
  }

  /** Without a field. */
  private record Bodies(Plan plan) implements Plan {

    @Override
    public @Nullable Advice advice(Method method) {
      return plan.advice(method);
    }

    @Override
    public boolean carrier() {
      return false;
    }
  }

  private static @Nullable Advice source(Method method) {
    return method.name().equals("getConnection")
            && method.isPublic()
            && (method.takes("") || (method.arguments() == 2 && method.begins(STRING)))
            && method.returnsA("java/sql/Connection")
        ? PoolWeaving.TAKE
        : null;
  }

  private static @Nullable Advice driver(Method method) {
    return method.name().equals("connect")
            && method.arguments() == 2
            && method.returnsA("java/sql/Connection")
        ? PoolWeaving.TAKE
        : null;
  }

  private static @Nullable Advice connection(Method method) {
    if (!method.isPublic()) {
      return null;
    }
    return switch (method.name()) {
      case "prepareStatement", "prepareCall" ->
          method.begins(STRING) && method.returnsA("java/sql/PreparedStatement")
              ? JdbcAdvice.PREPARE
              : null;
      case "commit", "rollback" -> method.takes("") ? JdbcAdvice.COMMIT : null;
      case "setAutoCommit" -> method.takes("Z") ? JdbcAdvice.AUTO_COMMIT : null;
      case "close" -> method.takes("") ? PoolWeaving.CLOSE : null;
      default -> null;
    };
  }

  private static @Nullable Advice statement(Method method) {
    if (!method.isPublic()) {
      return null;
    }
    boolean none = method.takes("");
    return switch (method.name()) {
      case "executeQuery" ->
          method.returnsA("java/sql/ResultSet")
              ? either(method, JdbcAdvice.QUERY, JdbcAdvice.TEXT_QUERY)
              : null;
      case "execute" ->
          method.returns("Z") ? either(method, JdbcAdvice.EXECUTE, JdbcAdvice.TEXT_EXECUTE) : null;
      case "executeUpdate" ->
          method.returns("I") ? either(method, JdbcAdvice.UPDATE, JdbcAdvice.TEXT_UPDATE) : null;
      case "executeLargeUpdate" ->
          method.returns("J") ? either(method, JdbcAdvice.UPDATE, JdbcAdvice.TEXT_UPDATE) : null;
      case "executeBatch", "executeLargeBatch" -> none ? JdbcAdvice.BATCH : null;
      case "addBatch" ->
          none ? JdbcAdvice.ADD_BATCH : method.takes(STRING) ? JdbcAdvice.ADD_TEXT_BATCH : null;
      case "clearBatch" -> none ? JdbcAdvice.CLEAR_BATCH : null;
      case "clearParameters" -> none ? JdbcAdvice.CLEAR_PARAMETERS : null;
      case "getResultSet" ->
          none && method.returnsA("java/sql/ResultSet") ? JdbcAdvice.RESULT : null;
      default -> bind(method);
    };
  }

  private static @Nullable Advice either(Method method, Advice prepared, Advice text) {
    return method.takes("") ? prepared : isText(method) ? text : null;
  }

  private static boolean isText(Method method) {
    return method.takes(STRING)
        || method.takes(STRING + "I")
        || method.takes(STRING + "[I")
        || method.takes(STRING + "[" + STRING);
  }

  private static @Nullable Advice bind(Method method) {
    String name = method.name();
    if (!name.startsWith("set") || !method.returns("V") || !method.begins("I")) {
      return null;
    }
    int arguments = method.arguments();
    switch (name) {
      case "setLong", "setInt", "setShort", "setByte" -> {
        boolean number =
            method.takes("IJ") || method.takes("II") || method.takes("IS") || method.takes("IB");
        return number ? JdbcAdvice.BIND_NUMBER : null;
      }
      case "setNull" -> {
        return method.begins("II") ? JdbcAdvice.BIND_NULL : null;
      }
      case "setObject" -> {
        if (arguments == 3 || arguments == 4) {
          return method.begins("I" + OBJECT + "I")
              ? JdbcAdvice.BIND_TYPED
              : method.begins("I" + OBJECT + "Ljava/sql/SQLType;") ? JdbcAdvice.BIND_AS : null;
        }
      }
      default -> {}
    }
    if (STREAMS.contains(name)) {
      return JdbcAdvice.BIND_STREAM;
    }
    boolean value = arguments == 2 && VALUES.contains(name);
    boolean time =
        arguments == 3
            && TIMES.contains(name)
            && method.descriptor().endsWith("Ljava/util/Calendar;)V");
    return value || time ? JdbcAdvice.BIND : null;
  }

  private static @Nullable Advice result(Method method) {
    if (!method.isPublic()) {
      return null;
    }
    if (method.name().equals("next")) {
      return method.takes("") && method.returns("Z") ? JdbcAdvice.NEXT : null;
    }
    return GETTERS.contains(method.name())
            && (method.begins("I") || method.begins(STRING))
            && method.arguments() <= 2
            && !method.returns("V")
        ? JdbcAdvice.GET
        : null;
  }
}
