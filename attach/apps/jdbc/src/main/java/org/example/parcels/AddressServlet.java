package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Finds customers by a word anywhere in the street, at most ten. */
final class AddressServlet extends Endpoint {

  AddressServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select name, street from customer where street like ? order by id limit 10")) {
      select.setString(1, "%" + request.getParameter("word") + "%");
      json.open('[');
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          json.open('{')
              .put("name", rows.getString("name"))
              .put("street", rows.getString("street"))
              .close('}');
        }
      }
      json.close(']');
    }
  }
}
