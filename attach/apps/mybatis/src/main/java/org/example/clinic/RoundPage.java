package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** What a doctor goes through in the morning. */
final class RoundPage extends Page {

  RoundPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    return session.getMapper(WardMapper.class).round(id(request)).stream()
        .map(Visit::whole)
        .toList();
  }
}
