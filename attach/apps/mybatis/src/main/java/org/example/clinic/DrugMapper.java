package org.example.clinic;

import java.util.Map;
import org.apache.ibatis.annotations.Select;

interface DrugMapper {

  @Select("select id, code, name, price from drug where code = #{code}")
  Map<String, Object> byCode(String code);

  @Select("select price from drug where id = #{id}")
  int price(long id);

  @Select("select drug_id, amount from prescription where id = #{id}")
  Prescription prescription(long id);
}
