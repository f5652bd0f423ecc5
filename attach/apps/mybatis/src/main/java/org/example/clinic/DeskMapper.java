package org.example.clinic;

import org.apache.ibatis.annotations.Select;

/** One number at a time. */
interface DeskMapper {

  @Select("select count(*) from bed where ward_id = #{ward}")
  int beds(long ward);

  @Select("select count(*) from bed where ward_id = #{ward} and patient_id > 1000")
  int regulars(long ward);

  @Select("select min(id) from bed where ward_id = #{ward}")
  long firstBed(long ward);

  @Select("select max(id) from bed where ward_id = #{ward}")
  long lastBed(long ward);

  @Select("select name from ward where id = #{ward}")
  String name(long ward);

  @Select("select floor from ward where id = #{ward}")
  int floor(long ward);

  @Select("select count(*) from doctor where ward_id = #{ward}")
  int doctors(long ward);

  @Select("select name from doctor where ward_id = #{ward} order by name limit 1")
  String firstDoctor(long ward);

  @Select("select name from doctor where ward_id = #{ward} order by name desc limit 1")
  String lastDoctor(long ward);

  @Select("select max(id) from visit")
  long lastVisit();

  @Select("select day from visit where id = #{visit}")
  String dayOfVisit(long visit);

  @Select("select reason from visit where id = #{visit}")
  String reasonOfVisit(long visit);

  @Select("select patient_id from visit where id = #{visit}")
  long patientOfVisit(long visit);

  @Select("select doctor_id from visit where id = #{visit}")
  long doctorOfVisit(long visit);

  @Select("select name from patient where id = #{patient}")
  String patient(long patient);

  @Select("select born from patient where id = #{patient}")
  int born(long patient);

  @Select("select street from patient where id = #{patient}")
  String street(long patient);

  @Select("select count(*) from visit where patient_id = #{patient}")
  int visits(long patient);

  @Select("select count(*) from prescription where visit_id = #{visit}")
  int prescriptions(long visit);

  @Select("select name from drug where id = #{drug}")
  String drug(long drug);

  @Select("select code from drug where id = #{drug}")
  String code(long drug);

  @Select("select price from drug where id = #{drug}")
  int price(long drug);

  @Select("select max(id) from prescription")
  long lastPrescription();

  @Select("select amount from prescription where id = #{prescription}")
  int amount(long prescription);
}
