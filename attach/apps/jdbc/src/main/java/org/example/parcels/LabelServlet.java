package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** A label with the price into each of the six zones. */
final class LabelServlet extends Endpoint {

  private static final List<String> ZONES = List.of("A", "B", "C", "D", "E", "F");

  LabelServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement parcel =
            connection.prepareStatement("select code, weight from parcel where id = ?");
        PreparedStatement tariff =
            connection.prepareStatement("select price from tariff where zone = ?")) {
      parcel.setLong(1, id(request));
      json.open('{');
      try (ResultSet row = parcel.executeQuery()) {
        if (row.next()) {
          json.put("code", row.getString("code")).put("weight", row.getInt("weight"));
        }
      }
      for (String zone : ZONES) {
        tariff.setString(1, zone);
        try (ResultSet row = tariff.executeQuery()) {
          if (row.next()) {
            json.put(zone, row.getInt("price"));
          }
        }
      }
      json.close('}');
    }
  }
}
