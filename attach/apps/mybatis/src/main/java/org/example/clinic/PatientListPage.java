package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Patients, a page at a time. */
final class PatientListPage extends Page {

  PatientListPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    int page = Integer.parseInt(request.getParameter("page"));
    return session.getMapper(PatientMapper.class).page(20 * page).stream()
        .map(Patient::line)
        .toList();
  }
}
