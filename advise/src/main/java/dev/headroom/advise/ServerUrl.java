package dev.headroom.advise;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PostgreSQL JDBC URL, taken apart as far as this module needs it. */
record ServerUrl(String head, String database, String parameters) {

  private static final Pattern SHAPE =
      Pattern.compile("(jdbc:postgresql:(?://[^/?]*/)?)([^/?]*)((?:\\?.*)?)");

  static ServerUrl of(String url) {
    Matcher matcher = SHAPE.matcher(url);
    if (!matcher.matches() || matcher.group(2).isEmpty()) {
      throw new IllegalArgumentException(
          "index advice needs a PostgreSQL URL with a database, such as"
              + " jdbc:postgresql://127.0.0.1:5432/shop?user=postgres; was '"
              + url.replaceAll("(?i)(password=)[^&]*", "$1***")
              + "'");
    }
    return new ServerUrl(matcher.group(1), matcher.group(2), matcher.group(3));
  }

  String withDatabase(String other) {
    return head + other + parameters;
  }

  /** Simple protocol: EXPLAIN and PREPARE take no parameters in the extended one. */
  static Connection open(String url) throws SQLException {
    of(url);
    Properties properties = new Properties();
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("ApplicationName", "headroom-advise");
    return DriverManager.getConnection(url, properties);
  }

  /** For looks at a database that others use: read-only, with time-outs. */
  static Connection openReadOnly(String url) throws SQLException {
    Connection connection = open(url);
    try (var statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = on");
      statement.execute("set statement_timeout = '30s'");
      statement.execute("set lock_timeout = '2s'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Refuses a role that may not write the catalog: PostgreSQL grants that to superusers only.
   *
   * @throws IllegalStateException which names the role and what to do
   */
  static void requireSuperuser(Connection connection, String purpose) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select current_user, rolsuper from pg_roles where rolname = current_user")) {
      row.next();
      if (!row.getBoolean(2)) {
        throw new IllegalStateException(
            purpose
                + " needs a superuser, because it writes pg_index; '"
                + row.getString(1)
                + "' is none. Connect as one (for an embedded server: user=postgres), or run on a"
                + " scratch server of your own.");
      }
    }
  }
}
