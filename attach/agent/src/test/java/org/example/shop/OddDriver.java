package org.example.shop;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.logging.Logger;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/** A driver that throws from metadata calls, and whose classes applications cast to. */
public final class OddDriver implements Driver {

  static final class OddPreparedStatement extends JDBC4PreparedStatement {

    OddPreparedStatement(SQLiteConnection connection, String sql) throws SQLException {
      super(connection, sql);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
      return super.executeQuery(); // woven here and there: counts once
    }

    @Override
    public ResultSetMetaData getMetaData() {
      throw new IllegalStateException("no metadata");
    }

    @Override
    public ParameterMetaData getParameterMetaData() {
      throw new IllegalStateException("no metadata");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("no hash");
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("no equality");
    }
  }

  static final class OddConnection extends JDBC4Connection {

    private static final StackWalker CALLER =
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    OddConnection() throws SQLException {
      super("jdbc:sqlite::memory:", ":memory:", new Properties());
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
      return new OddPreparedStatement(this, sql);
    }

    @Override
    public DatabaseMetaData getMetaData() {
      throw new IllegalStateException("no metadata");
    }

    /** Known to the driver itself, which needs it, and to nobody else. */
    @Override
    public boolean getAutoCommit() throws SQLException {
      if (CALLER.getCallerClass().getName().startsWith("org.sqlite.")) {
        return super.getAutoCommit();
      }
      throw new IllegalStateException("no such thing");
    }
  }

  @Override
  public Connection connect(String url, Properties info) throws SQLException {
    return acceptsURL(url) ? new OddConnection() : null;
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:odd:");
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    throw new IllegalStateException("no logger");
  }

  /**
   * Four statements; two fail.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws Exception {
    DriverManager.registerDriver(new OddDriver());
    try (Connection connection = DriverManager.getConnection("jdbc:odd:")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table t (a integer)");
        refused(() -> statement.execute("'garbage \u0001 that no database accepts (((", 1));
      }
      try (OddPreparedStatement query =
          (OddPreparedStatement) connection.prepareStatement("select a from t where a = ?")) {
        query.setInt(1, 5);
        query.executeQuery().close();
      }
      try (PreparedStatement insert = connection.prepareStatement("insert into t values (?)")) {
        insert.setObject(1, new Object());
        refused(insert::executeQuery);
      }
    }
    System.out.println("ended well");
  }

  private interface Call {
    Object run() throws SQLException;
  }

  private static void refused(Call call) {
    try {
      call.run();
    } catch (SQLException expected) {
      return;
    }
    throw new IllegalStateException("should have been refused");
  }
}
