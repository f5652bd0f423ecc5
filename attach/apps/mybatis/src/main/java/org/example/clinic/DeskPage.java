package org.example.clinic;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.servlet.http.HttpServletRequest;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.jspecify.annotations.Nullable;

/** All that the front desk of a ward wants to see, each number by itself. */
final class DeskPage extends Page {

  DeskPage(SqlSessionFactory sessions) {
    super(sessions);
  }

  @Override
  @Nullable Object answer(SqlSession session, HttpServletRequest request) {
    DeskMapper desk = session.getMapper(DeskMapper.class);
    long ward = id(request);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", desk.name(ward));
    all.put("floor", desk.floor(ward));
    all.put("beds", desk.beds(ward));
    all.put("regulars", desk.regulars(ward));
    all.put("firstBed", desk.firstBed(ward));
    all.put("lastBed", desk.lastBed(ward));
    all.put("doctors", desk.doctors(ward));
    all.put("firstDoctor", desk.firstDoctor(ward));
    all.put("lastDoctor", desk.lastDoctor(ward));
    long visit = desk.lastVisit();
    all.put("day", desk.dayOfVisit(visit));
    all.put("reason", desk.reasonOfVisit(visit));
    long patient = desk.patientOfVisit(visit);
    all.put("doctor", desk.doctorOfVisit(visit));
    all.put("patient", desk.patient(patient));
    all.put("born", desk.born(patient));
    all.put("street", desk.street(patient));
    all.put("visits", desk.visits(patient));
    all.put("prescriptions", desk.prescriptions(visit));
    long drug = 1 + ward;
    all.put("drug", desk.drug(drug));
    all.put("code", desk.code(drug));
    all.put("price", desk.price(drug));
    all.put("amount", desk.amount(desk.lastPrescription()));
    return all;
  }
}
