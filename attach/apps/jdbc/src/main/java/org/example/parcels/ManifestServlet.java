package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;

/** The sealed loading list of a depot: each line is chained to the one before by its hash. */
final class ManifestServlet extends Endpoint {

  private static final int STRETCH = 1500;

  ManifestServlet(DataSource pool) {
    super(pool);
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select code, weight from parcel where depot_id = ? order by id desc limit 40")) {
      select.setLong(1, id(request));
      List<String> lines = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          lines.add(rows.getString(1) + " " + rows.getInt(2));
        }
      }
      json.open('{').put("lines", lines.size()).put("seal", seal(lines)).close('}');
    }
  }

  private static String seal(List<String> lines) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] seal = new byte[32];
      for (String line : lines) {
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < STRETCH; i++) {
          digest.update(seal);
          seal = digest.digest();
        }
      }
      return HexFormat.of().formatHex(seal);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
