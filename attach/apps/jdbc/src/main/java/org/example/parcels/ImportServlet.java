package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Takes many scans at once: one transaction, batches. */
final class ImportServlet extends Endpoint {

  ImportServlet(DataSource pool) {
    super(pool);
  }

  @Override
  String method() {
    return "POST";
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    int count = Integer.parseInt(request.getParameter("count"));
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into arrival (parcel_id, place) values (?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= count; i++) {
        insert.setInt(1, i);
        insert.setString(2, "gate " + i % 7);
        insert.addBatch();
        if (i % 100 == 0 || i == count) {
          insert.executeBatch();
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
      json.open('{').put("taken", count).close('}');
    }
  }
}
