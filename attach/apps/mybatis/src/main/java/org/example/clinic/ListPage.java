package org.example.clinic;

import java.util.Arrays;
import java.util.List;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Some patients by their numbers, in one statement. */
final class ListPage extends Page {

  ListPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    List<Long> ids =
        Arrays.stream(request.getParameter("ids").split("-", -1)).map(Long::valueOf).toList();
    return session.getMapper(PatientMapper.class).among(ids).stream().map(Patient::line).toList();
  }
}
