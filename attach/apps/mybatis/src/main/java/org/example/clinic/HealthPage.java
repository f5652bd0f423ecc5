package org.example.clinic;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Whether the file can be read. */
final class HealthPage extends Page {

  HealthPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    try (Statement ping = session.getConnection().createStatement();
        ResultSet row = ping.executeQuery("select 1")) {
      return Map.of("up", row.next());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
