package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A courier's tour: the stops as they come, the customer of each looked up by hand. */
final class TourServlet extends Endpoint {

  TourServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement stops =
            connection.prepareStatement(
                "select code, customer_id from parcel where courier_id = ? order by id limit 30");
        PreparedStatement customer =
            connection.prepareStatement("select name, street from customer where id = ?")) {
      stops.setLong(1, id(request));
      json.open('[');
      try (ResultSet stop = stops.executeQuery()) {
        while (stop.next()) {
          customer.setLong(1, stop.getLong("customer_id"));
          try (ResultSet found = customer.executeQuery()) {
            json.open('{').put("code", stop.getString("code"));
            if (found.next()) {
              json.put("name", found.getString("name")).put("street", found.getString("street"));
            }
            json.close('}');
          }
        }
      }
      json.close(']');
    }
  }
}
