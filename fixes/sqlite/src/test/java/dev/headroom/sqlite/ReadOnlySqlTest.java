package dev.headroom.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlySqlTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "  SELECT * from t where note = 'delete; insert'",
        "/* insert */ -- update\n select 1;",
        "values (1), (2)",
        "with x as (select 1) select * from x",
        "with \"insert\" as (select 1) select [delete] from \"insert\"",
        "select replace(name, 'a', 'b') from t"
      })
  @DisplayName("what only reads is known")
  void reads(String sql) {
    assertThat(ReadOnlySql.test(sql)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "insert into t values (1)",
        "insert into t values (1) returning id",
        "with x as (select 1) insert into t select * from x",
        "WITH x AS (SELECT 1) DELETE FROM t",
        "with x as (select replace(name, 'a', 'b') from t) select * from x",
        "select 1; delete from t",
        "-- select\ndelete from t",
        "/* select */ update t set a = 1",
        "pragma user_version = 3",
        "pragma optimize",
        "begin",
        "explain query plan select 1",
        "create table t (a)",
        "selects",
        "'select'",
        "/* never ended select 1"
      })
  @DisplayName("what writes, or may write, takes a turn")
  void writes(String sql) {
    assertThat(ReadOnlySql.test(sql)).isFalse();
  }
}
