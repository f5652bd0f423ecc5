package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The month's settlement with all couriers, in one transaction. */
final class SettlementServlet extends Endpoint {

  SettlementServlet(DataSource pool) {
    super(pool);
  }

  @Override
  String method() {
    return "POST";
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        long sum = settle(connection, request.getParameter("month"));
        connection.commit();
        json.open('{').put("sum", sum).close('}');
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** Locks the month, so that nobody settles it twice, and works through all scans. */
  private static long settle(Connection connection, String month) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("update settlement set done = true where month = ?");
        PreparedStatement scans =
            connection.prepareStatement(
                "select s.id, s.place, p.weight from scan s join parcel p on p.id = s.parcel_id"
                    + " where s.month = ? order by s.id limit 9000");
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into ledger (month, courier_id, amount) values (?, ?, ?)")) {
      lock.setString(1, month);
      lock.executeUpdate();
      scans.setString(1, month);
      long sum = 0;
      long[] amounts = new long[200];
      try (ResultSet rows = scans.executeQuery()) {
        while (rows.next()) {
          long fee = fee(rows.getString(2), rows.getInt(3));
          amounts[(int) (rows.getLong(1) % amounts.length)] += fee;
          sum += fee;
        }
      }
      for (int courier = 0; courier < amounts.length; courier++) {
        insert.setString(1, month);
        insert.setInt(2, courier + 1);
        insert.setLong(3, amounts[courier]);
        insert.addBatch();
      }
      insert.executeBatch();
      return sum;
    }
  }

  /** Compound fees, to the day, as the contract says. */
  private static long fee(String place, int weight) {
    double fee = weight;
    for (int day = 1; day <= 30_000; day++) {
      fee = fee * 1.0001 + Math.sqrt(day) / (1 + place.length());
    }
    return Math.round(fee);
  }
}
