package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** One parcel with its customer and depot, in one read. */
final class ParcelServlet extends Endpoint {

  ParcelServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select p.code, p.weight, c.name as customer, d.city from parcel p"
                    + " join customer c on c.id = p.customer_id"
                    + " join depot d on d.id = p.depot_id where p.id = ?")) {
      select.setLong(1, id(request));
      try (ResultSet row = select.executeQuery()) {
        json.open('{');
        if (row.next()) {
          json.put("code", row.getString("code"))
              .put("weight", row.getInt("weight"))
              .put("customer", row.getString("customer"))
              .put("city", row.getString("city"));
        }
        json.close('}');
      }
    }
  }
}
