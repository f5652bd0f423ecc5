package org.example.clinic;

import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Names for labels. */
final class AddressPage extends Page {

  AddressPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    int page = Integer.parseInt(request.getParameter("page"));
    return session.getMapper(PatientMapper.class).labels(100 * page).stream()
        .map(Patient::line)
        .toList();
  }
}
