package dev.headroom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqliteTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "SELECT * FROM [Order Details] WHERE `Group` = 'A b';#select * from \"order details\" where"
            + " \"group\" = 'A b'#0",
        "insert or replace into t values (?, ?)#insert into t values ($1, $2)#2",
        "replace into t values (?5, ?)#insert into t values ($5, $6)#6",
        "select * from t where a == :x and b = @y and c = :x#select * from t where a = $1 and b = $2"
            + " and c = $1#2",
        "select * from t indexed by i where a isnull and b is not null#select * from t where a is"
            + " null and b is not null#0",
        "select * from t where a glob 'X*' and b not glob 'y'#select * from t where a > 'X*' and b <>"
            + " 'y'#0",
        "select ' glob ', \"is\"\"it\", 5-3#select ' glob ', \"is\"\"it\", 5-3#0"
      })
  @DisplayName("what SQLite writes in its own way is read in the standard's")
  void read(String written, String read, int parameters) {
    SqliteText text = SqliteText.of(written);
    assertThat(text.text()).isEqualTo(read);
    assertThat(text.parameters()).isEqualTo(parameters);
  }

  @Test
  @DisplayName("what looks like a parameter in a comment is none")
  void comments() {
    assertThat(SqliteText.of("select 1 -- it's ?\n from t /* ? */ where a is ?"))
        .isEqualTo(new SqliteText("select 1 from t where a = $1", 1));
  }

  @Test
  @DisplayName("a definition's text tells collations, expressions and conditions")
  void definitions() {
    String table =
        "CREATE TABLE t (\"A b\" TEXT COLLATE NOCASE DEFAULT ('x, y'), [c] int, d text check (d in"
            + " ('(', 'b')) collate RTRIM, -- e collate x,\n e text)";
    assertThat(SqliteDdl.collation(table, "A b")).isEqualTo("nocase");
    assertThat(SqliteDdl.collation(table, "c")).isEqualTo("binary");
    assertThat(SqliteDdl.collation(table, "d")).isEqualTo("rtrim");
    assertThat(SqliteDdl.collation(table, "e")).isEqualTo("binary");
    String index =
        "CREATE INDEX i ON t ( Lower( a ) DESC, json_extract(d, '$.K') , c ) WHERE  c  =  'O, (K'";
    assertThat(SqliteDdl.keys(index)).isEqualTo(List.of("lower(a)", "json_extract(d,'$.K')", "c"));
    assertThat(SqliteDdl.where(index)).isEqualTo("c='O, (K'");
    assertThat(SqliteDdl.where("create index i on t (a)")).isEmpty();
  }
}
