package org.example.clinic;

import java.util.List;
import org.apache.ibatis.annotations.Many;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Result;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;
import org.jspecify.annotations.Nullable;

interface PatientMapper {

  @Select("select id, name, born from patient order by id limit 20 offset #{offset}")
  List<Patient> page(int offset);

  @Select("select id, name, born from patient where id = #{id}")
  Patient one(long id);

  @Select("select id, day, reason from visit where patient_id = #{patient}")
  @Results(
      id = "visit",
      value = {
        @Result(property = "id", column = "id", id = true),
        @Result(property = "day", column = "day"),
        @Result(property = "reason", column = "reason")
      })
  List<Visit> visits(long patient);

  /** The patient and all visits, in one statement. */
  @Select(
      "select p.id, p.name, p.born, v.id as v_id, v.day as v_day, v.reason as v_reason"
          + " from patient p left join visit v on v.patient_id = p.id where p.id = #{id}")
  @Results(
      id = "whole",
      value = {
        @Result(property = "id", column = "id", id = true),
        @Result(property = "name", column = "name"),
        @Result(property = "born", column = "born"),
        @Result(
            property = "visits",
            many = @Many(resultMap = "org.example.clinic.PatientMapper.visit", columnPrefix = "v_"))
      })
  @Nullable Patient whole(long id);

  @Select("select id, name, born from patient where name >= #{from} order by name limit 10")
  List<Patient> search(String from);

  @Select("select * from patient order by name limit 100 offset #{offset}")
  List<Patient> labels(int offset);

  @Select({
    "<script>select id, name, born from patient where id in",
    "<foreach item='id' collection='ids' open='(' separator=',' close=')'>#{id}</foreach></script>"
  })
  List<Patient> among(@Param("ids") List<Long> ids);
}
