package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** A drug by its code. */
final class DrugPage extends Page {

  DrugPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    return session.getMapper(DrugMapper.class).byCode(name(request));
  }
}
