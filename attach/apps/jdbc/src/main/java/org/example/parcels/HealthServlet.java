package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Whether the database answers. */
final class HealthServlet extends Endpoint {

  HealthServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement ping = connection.createStatement();
        ResultSet row = ping.executeQuery("select 1")) {
      json.open('{').put("up", row.next()).close('}');
    }
  }
}
