package org.example.clinic;

import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Writes a visit down. */
final class VisitPage extends Page {

  VisitPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  boolean writes() {
    return true;
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    int added =
        session
            .getMapper(VisitMapper.class)
            .add(
                Long.parseLong(request.getParameter("patient")),
                Long.parseLong(request.getParameter("doctor")),
                "2026-12-01",
                "check");
    return Map.of("added", added);
  }
}
