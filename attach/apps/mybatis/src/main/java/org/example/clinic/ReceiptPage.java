package org.example.clinic;

import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** What a prescription costs: net, with tax, and the part that the patient pays. */
final class ReceiptPage extends Page {

  ReceiptPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    DrugMapper drugs = session.getMapper(DrugMapper.class);
    Prescription prescription = drugs.prescription(id(request));
    int net = drugs.price(prescription.drug()) * prescription.amount();
    int tax = drugs.price(prescription.drug()) * prescription.amount() * 19 / 100;
    int own = Math.min(1000, drugs.price(prescription.drug()) / 10);
    return Map.of("net", net, "tax", tax, "own", own);
  }
}
