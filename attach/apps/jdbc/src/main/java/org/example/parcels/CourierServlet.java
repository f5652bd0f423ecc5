package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Couriers, a page at a time. */
final class CourierServlet extends Endpoint {

  CourierServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select id, name from courier order by name, id limit 20 offset ?")) {
      select.setInt(1, 20 * page(request));
      json.open('[');
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          json.open('{').put("id", rows.getLong(1)).put("name", rows.getString(2)).close('}');
        }
      }
      json.close(']');
    }
  }
}
