package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Code under test: the good and the bad way. */
public final class Shop {

  private final DataSource dataSource;

  public Shop(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  public static void fill(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table orders (id integer primary key)");
      statement.execute("create table line (order_id integer, name text)");
      statement.execute("create table price (dish_id integer, amount text)");
      for (int i = 1; i <= 12; i++) {
        statement.execute("insert into orders values (" + i + ")");
        statement.execute("insert into line values (" + i + ", 'pizza')");
      }
    }
  }

  /** A statement per order, over one connection. */
  public List<String> linesOneByOne() throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement orders = connection.prepareStatement("select id from orders");
        PreparedStatement line =
            connection.prepareStatement("select name from line where order_id = ?")) {
      try (ResultSet order = orders.executeQuery()) {
        while (order.next()) {
          line.setInt(1, order.getInt(1));
          try (ResultSet found = line.executeQuery()) {
            while (found.next()) {
              lines.add(found.getString(1));
            }
          }
        }
      }
    }
    return lines;
  }

  public List<String> linesJoined() throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement joined =
            connection.prepareStatement(
                "select l.name from orders o join line l on l.order_id = o.id");
        ResultSet found = joined.executeQuery()) {
      while (found.next()) {
        lines.add(found.getString(1));
      }
    }
    return lines;
  }

  /** One line; each call takes a connection of its own. */
  public String line(int order) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement line =
            connection.prepareStatement("select name from line where order_id = ?")) {
      line.setInt(1, order);
      try (ResultSet found = line.executeQuery()) {
        return found.next() ? found.getString(1) : "";
      }
    }
  }

  /** Takes tens of milliseconds in SQLite. */
  public long slow() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement slow =
            connection.prepareStatement(
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 400000)"
                    + " select count(*) from n");
        ResultSet found = slow.executeQuery()) {
      found.next();
      return found.getLong(1);
    }
  }
}
