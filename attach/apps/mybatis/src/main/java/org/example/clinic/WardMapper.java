package org.example.clinic;

import java.util.List;
import org.apache.ibatis.annotations.Many;
import org.apache.ibatis.annotations.One;
import org.apache.ibatis.annotations.Result;
import org.apache.ibatis.annotations.Results;
import org.apache.ibatis.annotations.Select;

interface WardMapper {

  /** The beds of a ward, each with its patient. */
  @Select("select id, patient_id from bed where ward_id = #{ward} order by id")
  @Results({
    @Result(property = "id", column = "id", id = true),
    @Result(
        property = "patient",
        column = "patient_id",
        one = @One(select = "org.example.clinic.PatientMapper.one"))
  })
  List<Bed> beds(long ward);

  /** The newest visits to a doctor, each with what was prescribed. */
  @Select("select id, day, reason from visit where doctor_id = #{doctor} order by id desc limit 30")
  @Results({
    @Result(property = "id", column = "id", id = true),
    @Result(property = "day", column = "day"),
    @Result(property = "reason", column = "reason"),
    @Result(
        property = "prescriptions",
        column = "id",
        many = @Many(select = "org.example.clinic.WardMapper.prescriptions"))
  })
  List<Visit> round(long doctor);

  @Select("select drug_id, amount from prescription where visit_id = #{visit}")
  List<Prescription> prescriptions(long visit);
}
