package org.example.clinic;

import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;

interface VisitMapper {

  @Insert(
      "insert into visit (patient_id, doctor_id, day, reason)"
          + " values (#{patient}, #{doctor}, #{day}, #{reason})")
  int add(
      @Param("patient") long patient,
      @Param("doctor") long doctor,
      @Param("day") String day,
      @Param("reason") String reason);

  @Insert("insert into dose (patient_id, drug_id, amount) values (#{patient}, #{drug}, #{amount})")
  int prescribe(
      @Param("patient") long patient, @Param("drug") long drug, @Param("amount") int amount);

  @Select(
      "select day, reason from visit where patient_id = #{patient} order by day desc, id desc"
          + " limit 10")
  List<Map<String, Object>> timeline(long patient);

  @Select(
      "select id, day, patient_id, reason from visit where day like #{month} || '%' order by day")
  List<Map<String, Object>> month(String month);

  @Select(
      "select w.name as ward, count(*) as visits, count(distinct v.patient_id) as patients"
          + " from visit v join doctor d on d.id = v.doctor_id join ward w on w.id = d.ward_id"
          + " where v.day >= #{since} group by w.name order by w.name")
  List<Map<String, Object>> byWard(String since);
}
