package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The customer whose name and street are most like what was typed. */
final class MatchServlet extends Endpoint {

  MatchServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    String typed = request.getParameter("name");
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String customer : customers()) {
      int distance = distance(typed, customer);
      if (distance < least) {
        least = distance;
        best = customer;
      }
    }
    json.open('{').put("customer", best).put("distance", least).close('}');
  }

  private List<String> customers() throws SQLException {
    List<String> customers = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select name, street, zip from customer order by id");
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        customers.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3));
      }
    }
    return customers;
  }

  /** The number of letters to change, add or leave out. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
        } else {
          int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
          cost[i][j] = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
