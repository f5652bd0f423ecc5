package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** An application with habits, good and bad. */
public final class Shop {

  private final DataSource dataSource;

  public Shop(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Reads a customer's orders, then the lines of each by a statement of its own. */
  public List<String> orders(long customer) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement orders =
            connection.prepareStatement(
                "select id, note from orders where customer = ? order by id")) {
      orders.setLong(1, customer);
      try (ResultSet rows = orders.executeQuery()) {
        while (rows.next()) {
          lines.addAll(lines(connection, rows.getLong("id")));
        }
      }
    }
    return lines;
  }

  private static List<String> lines(Connection connection, long order) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement lines =
        connection.prepareStatement("select name from line where order_id = ?")) {
      lines.setLong(1, order);
      try (ResultSet rows = lines.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  /** Seven days of a week, whatever the data: a loop, but no N+1. */
  public long week() throws SQLException {
    long sum = 0;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement orders =
            connection.prepareStatement("select id from orders where customer = 3 order by id");
        PreparedStatement day =
            connection.prepareStatement("select count(*) from orders where customer = ?")) {
      try (ResultSet rows = orders.executeQuery()) {
        while (rows.next()) {
          sum += rows.getLong(1);
        }
      }
      for (int i = 0; i < 7; i++) {
        day.setInt(1, 100 + i);
        try (ResultSet rows = day.executeQuery()) {
          rows.next();
          sum += rows.getLong(1);
        }
      }
    }
    return sum;
  }

  /** Runs a query from inside a lambda. */
  public int inLambda() throws SQLException {
    Function<Connection, Integer> count =
        connection -> {
          try (PreparedStatement all = connection.prepareStatement("select count(*) from orders");
              ResultSet rows = all.executeQuery()) {
            rows.next();
            return rows.getInt(1);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        };
    try (Connection connection = dataSource.getConnection()) {
      return count.apply(connection) + count.apply(connection);
    }
  }
}
