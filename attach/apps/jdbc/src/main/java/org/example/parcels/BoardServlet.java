package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The board of a depot: its newest parcels and where each was scanned last. */
final class BoardServlet extends Endpoint {

  BoardServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      Map<Long, String> parcels = parcels(connection, id(request));
      json.open('[');
      for (Map.Entry<Long, String> parcel : parcels.entrySet()) {
        json.open('{')
            .put("code", parcel.getValue())
            .put("at", lastScan(connection, parcel.getKey()))
            .close('}');
      }
      json.close(']');
    }
  }

  private static Map<Long, String> parcels(Connection connection, long depot) throws SQLException {
    Map<Long, String> parcels = new LinkedHashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select id, code from parcel where depot_id = ? order by id desc limit 25")) {
      select.setLong(1, depot);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          parcels.put(rows.getLong(1), rows.getString(2));
        }
      }
    }
    return parcels;
  }

  private static String lastScan(Connection connection, long parcel) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select place from scan where parcel_id = ? order by id desc limit 1")) {
      select.setLong(1, parcel);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }
}
