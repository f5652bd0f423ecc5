package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Takes the next pickup number of a depot: reads it, writes it on, and tries again when another was
 * faster.
 */
final class PickupServlet extends Endpoint {

  private static final int TRIES = 8;

  PickupServlet(DataSource pool) {
    super(pool);
  }

  @Override
  String method() {
    return "POST";
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    long depot = Long.parseLong(request.getParameter("depot"));
    try (Connection connection = pool.getConnection();
        PreparedStatement read =
            connection.prepareStatement("select number from pickup where depot_id = ?");
        PreparedStatement write =
            connection.prepareStatement(
                "update pickup set number = ? where depot_id = ? and number = ?")) {
      for (int i = 0; i < TRIES; i++) {
        read.setLong(1, depot);
        long number = 0;
        try (ResultSet row = read.executeQuery()) {
          if (row.next()) {
            number = row.getLong(1);
          }
        }
        write.setLong(1, number + 1);
        write.setLong(2, depot);
        write.setLong(3, number);
        if (write.executeUpdate() == 1) {
          json.open('{').put("number", number + 1).close('}');
          return;
        }
      }
      json.open('{').put("busy", true).close('}');
    }
  }
}
