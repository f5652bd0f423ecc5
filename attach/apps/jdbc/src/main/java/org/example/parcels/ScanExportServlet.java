package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The newest scans for partners, a thousand at a time. */
final class ScanExportServlet extends Endpoint {

  ScanExportServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select id, parcel_id, place, month from scan where id > ? order by id limit 1000")) {
      select.setLong(1, Long.parseLong(request.getParameter("after")));
      json.open('[');
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          json.open('{')
              .put("scan", rows.getLong("id"))
              .put("parcel", rows.getLong("parcel_id"))
              .put("place", rows.getString("place"))
              .put("month", rows.getString("month"))
              .close('}');
        }
      }
      json.close(']');
    }
  }
}
