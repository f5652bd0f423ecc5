package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** All visits of a month. */
final class ArchivePage extends Page {

  ArchivePage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    return session.getMapper(VisitMapper.class).month(name(request));
  }
}
