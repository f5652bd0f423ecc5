package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Patients from a name on. */
final class SearchPage extends Page {

  SearchPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    return session.getMapper(PatientMapper.class).search(request.getParameter("from")).stream()
        .map(Patient::line)
        .toList();
  }
}
