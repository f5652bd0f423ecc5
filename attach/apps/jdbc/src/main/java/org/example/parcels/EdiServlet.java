package org.example.parcels;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Takes a customer's electronic manifest: segments between apostrophes, fields between pluses. */
final class EdiServlet extends Endpoint {

  EdiServlet(DataSource pool) {
    super(pool);
  }

  @Override
  String method() {
    return "POST";
  }

  @Override
  void answer(HttpServletRequest request, Json json) throws SQLException, IOException {
    String message = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> segments = segments(expanded(message));
    try (Connection connection = pool.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into manifest (segments, head) values (?, ?)")) {
      insert.setInt(1, segments.size());
      insert.setString(2, segments.get(0));
      insert.executeUpdate();
    }
    json.open('{').put("segments", segments.size()).close('}');
  }

  /** A short message stands for many: {@code segment*count}. */
  private static String expanded(String message) {
    int star = message.lastIndexOf('*');
    return star < 0
        ? message
        : message.substring(0, star).repeat(Integer.parseInt(message.substring(star + 1).strip()));
  }

  private static List<String> segments(String message) {
    List<String> segments = new ArrayList<>();
    String rest = message;
    while (rest.indexOf('\'') >= 0) {
      segments.add(rest.substring(0, rest.indexOf('\'')));
      rest = rest.substring(rest.indexOf('\'') + 1);
    }
    return segments;
  }
}
