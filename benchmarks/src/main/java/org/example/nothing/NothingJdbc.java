package org.example.nothing;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A JDBC driver that does nothing as fast as can be, so that what is measured is what stands around
 * it: one connection, one statement, a result of one row. Not for two threads. The methods that are
 * not written here do nothing and return nothing; {@link Nothing} adds them.
 */
public final class NothingJdbc {

  private NothingJdbc() {}

  /** A data source with its one connection. */
  public static DataSource dataSource() {
    NothingResultSet rows = Nothing.of(NothingResultSet.class);
    NothingStatement statement = Nothing.of(NothingStatement.class);
    statement.rows = rows;
    NothingConnection connection = Nothing.of(NothingConnection.class);
    connection.statement = statement;
    statement.connection = connection;
    connection.metaData = Nothing.of(NothingMetaData.class);
    NothingDataSource source = Nothing.of(NothingDataSource.class);
    source.connection = connection;
    return source;
  }

  /** Hands out its connection. */
  @SuppressWarnings("NullAway.Init")
  public abstract static class NothingDataSource implements DataSource {
    NothingConnection connection;

    @Override
    public Connection getConnection() {
      return connection;
    }
  }

  /** Says that it is one of the known databases. */
  public abstract static class NothingMetaData implements DatabaseMetaData {
    @Override
    public String getDatabaseProductName() {
      return "PostgreSQL";
    }
  }

  /** Hands out its statement. */
  @SuppressWarnings("NullAway.Init")
  public abstract static class NothingConnection implements Connection {
    NothingStatement statement;
    NothingMetaData metaData;

    @Override
    public DatabaseMetaData getMetaData() {
      return metaData;
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
      return statement;
    }

    @Override
    public boolean getAutoCommit() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Hands out its rows. */
  @SuppressWarnings("NullAway.Init")
  public abstract static class NothingStatement implements PreparedStatement {
    NothingResultSet rows;
    NothingConnection connection;
    long number;
    String text;

    @Override
    public void setLong(int index, long value) throws SQLException {
      number = value;
    }

    @Override
    public void setString(int index, String value) throws SQLException {
      text = value;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
      rows.left = 1;
      rows.value = number;
      return rows;
    }

    @Override
    public Connection getConnection() {
      return connection;
    }

    @Override
    public void close() {}
  }

  /** One row. */
  public abstract static class NothingResultSet implements ResultSet {
    int left;
    long value;

    @Override
    public boolean next() throws SQLException {
      return left-- > 0;
    }

    @Override
    public long getLong(int column) throws SQLException {
      return value;
    }

    @Override
    public void close() {}
  }
}
