package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** A patient's newest visits. */
final class TimelinePage extends Page {

  TimelinePage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    return session.getMapper(VisitMapper.class).timeline(id(request));
  }
}
