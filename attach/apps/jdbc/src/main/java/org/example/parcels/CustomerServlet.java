package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A customer and the newest parcels. */
final class CustomerServlet extends Endpoint {

  CustomerServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement customer =
            connection.prepareStatement("select name, street, zip from customer where id = ?");
        PreparedStatement parcels =
            connection.prepareStatement(
                "select code, weight from parcel where customer_id = ? order by id desc limit 10")) {
      customer.setLong(1, id(request));
      json.open('{');
      try (ResultSet row = customer.executeQuery()) {
        if (row.next()) {
          json.put("name", row.getString("name"))
              .put("street", row.getString("street"))
              .put("zip", row.getString("zip"));
        }
      }
      parcels.setLong(1, id(request));
      json.name("parcels").open('[');
      try (ResultSet rows = parcels.executeQuery()) {
        while (rows.next()) {
          json.open('{').put("code", rows.getString(1)).put("weight", rows.getInt(2)).close('}');
        }
      }
      json.close(']').close('}');
    }
  }
}
