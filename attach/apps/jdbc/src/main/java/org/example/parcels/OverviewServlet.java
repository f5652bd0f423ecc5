package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** All that a depot's office wants to see, each number by itself. */
final class OverviewServlet extends Endpoint {

  private static final List<String> NUMBERS =
      List.of(
          "select city from depot where id = ?",
          "select length(city) from depot where id = ?",
          "select number from pickup where depot_id = ?",
          "select number + 1 from pickup where depot_id = ?",
          "select max(id) from parcel where depot_id = ?",
          "select min(id) from parcel where depot_id = ?",
          "select code from parcel where depot_id = ? order by id limit 1",
          "select code from parcel where depot_id = ? order by id desc limit 1",
          "select weight from parcel where depot_id = ? order by id limit 1",
          "select weight from parcel where depot_id = ? order by id desc limit 1",
          "select customer_id from parcel where depot_id = ? order by id limit 1",
          "select customer_id from parcel where depot_id = ? order by id desc limit 1",
          "select courier_id from parcel where depot_id = ? order by id limit 1",
          "select courier_id from parcel where depot_id = ? order by id desc limit 1",
          "select name from courier where id = ?",
          "select length(name) from courier where id = ?",
          "select name from customer where id = ?",
          "select street from customer where id = ?",
          "select zip from customer where id = ?",
          "select code from parcel where id = ?",
          "select weight from parcel where id = ?",
          "select place from scan where id = ?",
          "select month from scan where id = ?",
          "select parcel_id from scan where id = ?");

  OverviewServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    json.open('[');
    try (Connection connection = pool.getConnection()) {
      for (String number : NUMBERS) {
        try (PreparedStatement select = connection.prepareStatement(number)) {
          select.setLong(1, id(request));
          try (ResultSet row = select.executeQuery()) {
            json.add(row.next() ? row.getString(1) : null);
          }
        }
      }
    }
    json.close(']');
  }
}
