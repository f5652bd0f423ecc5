package shop;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A menu that asks for each price. */
final class Menu {

  private final DataSource dataSource;

  Menu(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  List<String> dishes() throws Exception {
    List<String> dishes = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        PreparedStatement all = connection.prepareStatement("select id from orders");
        ResultSet dish = all.executeQuery()) {
      while (dish.next()) {
        dishes.add(price(connection, dish.getInt(1)));
      }
    }
    return dishes;
  }

  private static String price(Connection connection, int dish) throws Exception {
    try (PreparedStatement price =
        connection.prepareStatement("select amount from price where dish_id = ?")) {
      price.setInt(1, dish);
      try (ResultSet found = price.executeQuery()) {
        return found.next() ? found.getString(1) : "";
      }
    }
  }
}
