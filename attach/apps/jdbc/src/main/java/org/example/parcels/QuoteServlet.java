package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A price: our tariff plus the toll, which the toll office knows. */
final class QuoteServlet extends Endpoint {

  private final transient Tolls tolls;

  QuoteServlet(DataSource pool, Tolls tolls) {
    super(pool);
    this.tolls = tolls;
  }

  @Override
  String method() {
    return "POST";
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException, IOException {
    String zone = request.getParameter("zone");
    int weight = Integer.parseInt(request.getParameter("weight"));
    try (Connection connection = pool.getConnection();
        PreparedStatement tariff =
            connection.prepareStatement("select price from tariff where zone = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into quote (zone, weight, price) values (?, ?, ?)")) {
      tariff.setString(1, zone);
      int price = 0;
      try (ResultSet row = tariff.executeQuery()) {
        if (row.next()) {
          price = row.getInt(1) * weight / 1000;
        }
      }
      price += tolls.toll(zone, weight);
      insert.setString(1, zone);
      insert.setInt(2, weight);
      insert.setInt(3, price);
      insert.executeUpdate();
      json.open('{').put("price", price).close('}');
    }
  }
}
