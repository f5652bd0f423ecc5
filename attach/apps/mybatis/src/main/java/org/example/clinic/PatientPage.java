package org.example.clinic;

import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** A patient with all visits. */
final class PatientPage extends Page {

  PatientPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    Patient patient = session.getMapper(PatientMapper.class).whole(id(request));
    return patient == null ? Map.of() : patient.whole();
  }
}
