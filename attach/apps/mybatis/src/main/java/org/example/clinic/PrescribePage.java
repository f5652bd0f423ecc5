package org.example.clinic;

import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** Prescribes several drugs at once, as a batch. */
final class PrescribePage extends Page {

  PrescribePage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  boolean writes() {
    return true;
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    long patient = Long.parseLong(request.getParameter("patient"));
    try (SqlSession batch = sessions.openSession(ExecutorType.BATCH)) {
      VisitMapper mapper = batch.getMapper(VisitMapper.class);
      for (int drug = 1; drug <= 12; drug++) {
        mapper.prescribe(patient, drug, 1);
      }
      batch.commit();
    }
    return Map.of("drugs", 12);
  }
}
