package shop;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** An application that takes connections. */
public final class Lender {

  private final DataSource dataSource;

  public Lender(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  public Connection take() throws SQLException {
    return dataSource.getConnection();
  }
}
