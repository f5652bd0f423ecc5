package dev.headroom.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The shape of a statement")
class SqlShapeTest {

  @Test
  @DisplayName("names tables of joins, subqueries and common table expressions, not their aliases")
  void namesTables() {
    assertThat(tables("select * from a join \"B\" b on b.id = a.id left join s.c using (id)"))
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(
            tables("with x as (select id from a) select * from x, b where id in (select 1 from c)"))
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(tables("select extract(year from placed_at) from orders")).containsExactly("orders");
    assertThat(tables("select * from generate_series(?, ?) g")).isEmpty();
  }

  @Test
  @DisplayName("is found by the scan too, where the parser does not take the text")
  void scansWhatDoesNotParse() {
    String odd = "select @@ from orders o, order_line l left join item i ~~ on ?? where (";
    assertThat(tables(odd)).containsExactlyInAnyOrder("orders", "order_line", "item");
    assertThat(tables("select * from orders where id in (...)")).containsExactly("orders");
  }

  @Test
  @DisplayName("names the tables written, and no lock or upsert is taken for an update")
  void namesWrites() {
    assertThat(SqlShape.of("update only orders set a = ? where id = ?").written())
        .containsExactly("orders");
    assertThat(
            SqlShape.of("insert into a (b) values (?) on conflict do update set b = ?").written())
        .containsExactly("a");
    assertThat(SqlShape.of("select id from a where id = ? for no key update").written()).isEmpty();
    assertThat(SqlShape.of("with d as (delete from a where id = ? returning id) select * from d"))
        .satisfies(shape -> assertThat(shape.written()).containsExactly("a"))
        .satisfies(shape -> assertThat(shape.reads()).isFalse());
  }

  @Test
  @DisplayName("knows locks, functions that change, lists, pages, credentials and the catalogue")
  void knowsTraits() {
    assertThat(SqlShape.of("select a from b for share").locking()).isTrue();
    assertThat(SqlShape.of("select NOW(), a from b").changing()).isTrue();
    assertThat(SqlShape.of("select \"now\" from b").changing()).isFalse();
    assertThat(SqlShape.of("select now from b").changing()).isFalse();
    assertThat(SqlShape.of("select a from b where c in (?)").listed()).isTrue();
    assertThat(SqlShape.of("select a from b where c in (select d from e)").listed()).isFalse();
    assertThat(SqlShape.of("select a from b limit ? offset ?").paging()).isTrue();
    assertThat(SqlShape.of("select a from b where c = ? limit ?").paging()).isFalse();
    assertThat(SqlShape.of("select password_hash from b").secret()).isTrue();
    assertThat(SqlShape.of("select email from b where id = ?").byLogin()).isFalse();
    assertThat(SqlShape.of("select id from b where lower(email) = ?").byLogin()).isTrue();
    assertThat(SqlShape.of("select id from b where (a, c) in ((?, ?))").listed()).isTrue();
    assertThat(SqlShape.of("select a from pg_catalog.pg_class").catalog()).isTrue();
    assertThat(
            SqlShape.of("select state from \"public\".\"headroom_rollup\" where name = ?")
                .catalog())
        .isTrue();
    assertThat(SqlShape.of("select k0, mark_slot from screen_dirty where k0 = ?").catalog())
        .isTrue();
    assertThat(SqlShape.of("-- note\n/* again */ select 'from x' from b").tables())
        .containsExactly("b");
  }

  @Test
  @DisplayName("is the same by parser and by scan for each read of the corpus")
  void scanAgreesWithParser() throws IOException {
    int compared = 0;
    for (TracedProgram program : TracedProgram.corpus()) {
      for (TracedProgram.Run run : program.runs) {
        for (TracedProgram.Line line : run.lines()) {
          SqlShape shape = SqlShape.of(line.sql());
          if (shape.readsRows()) {
            Set<String> scanned = new TreeSet<>();
            SqlTables.scanned(SqlTokens.of(line.sql()))
                .forEach(name -> scanned.add(name.substring(name.lastIndexOf('.') + 1)));
            assertThat(scanned).as(line.sql()).isEqualTo(new TreeSet<>(shape.tables()));
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThan(80);
  }

  @Test
  @DisplayName("never throws: 20,000 mutilated statements, deep nesting, nothing at all (R5)")
  void neverThrows() throws IOException {
    String corpus = TracedProgram.corpusText();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      int from = random.nextInt(corpus.length());
      StringBuilder text =
          new StringBuilder(
              corpus.substring(from, Math.min(corpus.length(), from + random.nextInt(120))));
      for (int k = random.nextInt(4); k > 0 && !text.isEmpty(); k--) {
        text.setCharAt(
            random.nextInt(text.length()), "'\"`()?,;$[]\\\0\u20ac".charAt(random.nextInt(14)));
      }
      assertThatCode(() -> SqlShape.of(text.toString()))
          .as(text.toString())
          .doesNotThrowAnyException();
    }
    for (String text :
        new String[] {
          "",
          " ",
          "'",
          "\"",
          "/*",
          "--",
          "(",
          "select",
          "update",
          "insert into",
          "with",
          "select * from",
          "(".repeat(9_000),
          "select " + "(".repeat(5_000) + "1" + ")".repeat(5_000) + " from a",
          "select * from a where " + "not ".repeat(2_000) + "b",
          "select 1 from a where x = 1" + " or x = 1".repeat(1_000)
        }) {
      assertThatCode(() -> SqlShape.of(text)).doesNotThrowAnyException();
    }
  }

  private static Set<String> tables(String sql) {
    return SqlShape.of(sql).tables();
  }
}
