package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '~',
      textBlock =
          """
          SELECT  a FROM t WHERE b = 'x''y' -- end → select a from t where b = ?
          select 1 /* a /* nested */ comment */ + 2 → select ? + ?
          select * from t where a in (1, 2,3) → select * from t where a in (?)
          select * from t where a in(?) → select * from t where a in (?)
          select * from t where a = 5 → select * from t where a = ?
          select * from t where (a,b) in ((1,2),(3,4)) → select * from t where (a, b) in ((?, ?))
          select * from t where a in (select b from c) → select * from t where a in (select b from c)
          select * from t where a in (?::uuid, ?::uuid) → select * from t where a in (?::uuid)
          insert into t values (1,'a'),(2,'b') → insert into t values (?)
          insert into t(a) values (1,now()),(2,now()) → insert into t(a) values (?, now())
          insert into t(a) values (1,now()),(2,null) → insert into t(a) values (?, now()), (?, null)
          select array[1,2,3] → select array[?]
          select a[1:2] from t → select a[?:?] from t
          select "Quoted 1", t2.c3 from t2 → select "Quoted 1", t2.c3 from t2
          select E'it\\'s', $$body$$, $x$a$$b$x$, $1 → select ?, ?, ?, ?
          select a::text, x'ff', U&'d' from t → select a::text, ?, ? from t
          select a -1, -1, (-2), 3e-4, .5 from t → select a -?, ?, (?), ?, ? from t
          select * from t where a=-1 and b<=+2 → select * from t where a=? and b<=?
          select j ?? 'k', j ??| array['a','b'] from t → select j ?? ?, j ??| array[?] from t
          select j->>'k' from t where j @> '{"a":1}' → select j->>? from t where j @> ?
          select `a 1` from `t` where b = "lit" # end → select `a 1` from `t` where b = ?
          select a#>'{b}', a # 3 from t → select a#>?, a # ? from t
          select :name, :1, b::int from t → select ?, ?, b::int from t
          limit 10 offset -5 → limit ? offset ?
          select Ünï FROM Tbl where a liKe -1 → select ünï from tbl where a like ?
          UPDATE t SET a = -1 RETURNING -2, Returnin -3 → update t set a = ? returning ?, returnin -?
          """)
  @DisplayName("literals go, lists collapse, what is structure stays")
  void examples(String sql, String expected) {
    Dialect dialect = sql.contains("`") ? Dialect.MYSQL : Dialect.POSTGRESQL;
    assertThat(Fingerprint.of(sql, dialect)).isEqualTo(expected);
    assertThat(Fingerprint.of(expected, dialect)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '~',
      textBlock =
          """
          MYSQL → select `a 1` from `t` where b = "lit" # it's → select `a 1` from `t` where b = ?
          MYSQL → select a from t where b = 'it\\'s' and c = "x\\\"y" → select a from t where b = ? and c = ?
          MYSQL → select a--1 from t -- end's → select a-? from t
          MYSQL → select extract(year from "2015-01-01") → select extract(year from ?)
          MYSQL → select "t"."a" from "t" where @v = N'x' → select "t"."a" from "t" where @v = ?
          MYSQL → select /* a /* b */ c → select c
          MYSQL → select a from t where b in ("x", "y") → select a from t where b in (?)
          MYSQL → insert into t (a) values ("x"), ("y") on duplicate key update a = "z" → insert into t (a) values (?) on duplicate key update a = ?
          SQLITE → select [a b], c from [t] where d = ?1 → select [a b], c from [t] where d = ?
          SQLITE → select a from t where b = :b and c = @c and d = $d and e = ?12 → select a from t where b = ? and c = ? and d = ? and e = ?
          SQLITE → select a from "t" where b = "literal" and x = x'ff' → select a from "t" where b = ? and x = ?
          SQLITE → select 'it\\', b from t -- it's → select ?, b from t
          SQLITE → select a from t where b in (?1, ?2) → select a from t where b in (?)
          SQL_SERVER → select [a b], "c" from "dbo"."t" where d = N'x' → select [a b], "c" from "dbo"."t" where d = ?
          ORACLE → select q'[it's]', nq'{b}', "c" from t → select ?, ?, "c" from t
          UNKNOWN → select a from t where b = "secret" → select a from t where b = ?
          UNKNOWN → select a from t where b = 'it\\'s secret' and c = 1 → select a from t where b = ?
          UNKNOWN → select 1 # it's<> from t where a = 'secret' → select ?
          UNKNOWN → select [dbo].[Orders].[id] from t → select [dbo].[orders].[id] from t
          UNKNOWN → select q'[it's a secret]' from t → select ?
          UNKNOWN → select a from t where b = ?2 and c = :c → select a from t where b = ? and c = ?
          """)
  @DisplayName(
      "each dialect's names stay and its literals go; of an unknown one what may be either")
  void dialects(Dialect dialect, String sql, String expected) {
    String text = sql.replace("<>", "\n");
    assertThat(Fingerprint.of(text, dialect)).isEqualTo(expected);
    assertThat(Fingerprint.of(expected, dialect)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'",
        "\"",
        "`",
        "$",
        "$$",
        "$a$",
        "/*",
        "/* /* */",
        "--",
        "E'\\",
        "?",
        "??|",
        ":",
        "::",
        "in (",
        "values (",
        "values (1),(",
        "array[",
        "in ((1,2),(",
        "1e",
        "-",
        ")",
        "]",
        "\u0000",
        "U&",
        "U&'",
        "values (()",
        "in (1::",
        "values ((1),",
        "\ud800",
        "select 'a\\"
      })
  @DisplayName("a text that ends in the middle of anything is taken as it is")
  void garbage(String sql) {
    for (Dialect dialect : Dialect.values()) {
      String once = Fingerprint.of(sql, dialect);
      assertThat(Fingerprint.of(once, dialect)).isEqualTo(once);
    }
  }

  /** Writes one statement of a given structure with other literals, lists and white space. */
  private static final class Writer {

    private final Random structure;
    private final Random data;
    private final List<String> secrets = new ArrayList<>();

    Writer(long structure, long data) {
      this.structure = new Random(structure);
      this.data = new Random(data);
    }

    String statement() {
      StringBuilder sql = new StringBuilder();
      sql.append(word("select ")).append(pick("a", "b", "c1", "c2", "\"A b\"")).append(space());
      sql.append(word("from ")).append(pick("t1", "t2", "t_2015_01", "s.t")).append(space());
      sql.append(word("where ")).append(predicate());
      int more = structure.nextInt(3);
      for (int i = 0; i < more; i++) {
        sql.append(space()).append(word(pick("and ", "or "))).append(predicate());
      }
      if (structure.nextBoolean()) {
        sql.append(space()).append(word("limit ")).append(literal());
      }
      return sql.toString();
    }

    private String predicate() {
      String column = pick("x", "y", "z9", "j->>" + "k");
      return switch (structure.nextInt(6)) {
        case 0 -> column + " = " + literal();
        case 1 -> column + " in (" + list() + ")";
        case 2 -> column + " between " + literal() + " and " + literal();
        case 3 -> column + " = any (array[" + list() + "])";
        case 4 -> column + " is null";
        default -> "(" + column + ", w) in ((" + literal() + ", " + literal() + "))";
      };
    }

    private String list() {
      StringBuilder list = new StringBuilder(literal());
      int more = data.nextInt(6);
      for (int i = 0; i < more; i++) {
        list.append(data.nextBoolean() ? "," : ", ").append(literal());
      }
      return list.toString();
    }

    private String literal() {
      String secret = "zq" + data.nextInt(100_000, 1_000_000);
      return switch (data.nextInt(6)) {
        case 0 -> "?";
        case 1 -> "$" + (1 + data.nextInt(99));
        case 2 ->
            (data.nextBoolean() ? "-" : "") + secret("" + data.nextInt(1_000_000, 10_000_000));
        case 3 -> "E'\\'" + secret(secret) + "'";
        case 4 -> "$t$" + secret(secret) + "'$t$";
        default -> "'" + secret(secret) + "''--'";
      };
    }

    private String secret(String text) {
      secrets.add(text);
      return text;
    }

    private String space() {
      return switch (data.nextInt(4)) {
        case 0 -> "\n  ";
        case 1 -> " /* by /* us */ */ ";
        case 2 -> " -- note\n";
        default -> " ";
      };
    }

    private String word(String keyword) {
      return data.nextBoolean() ? keyword : keyword.toUpperCase(Locale.ROOT);
    }

    private String pick(String... of) {
      return of[structure.nextInt(of.length)];
    }
  }

  @Test
  @DisplayName(
      "5,000 random structures: literals never survive, the fingerprint is its own, the same"
          + " structure always merges and different ones never do")
  void properties() {
    Map<String, String> canonical = new HashMap<>();
    for (long structure = 0; structure < 5_000; structure++) {
      // The same structure with all data alike, written plainly, identifies it.
      String plain = new Writer(structure, 7).statement();
      String fingerprint = Fingerprint.of(plain, Dialect.POSTGRESQL);
      for (long data = 0; data < 3; data++) {
        Writer writer = new Writer(structure, structure * 31 + data);
        String sql = writer.statement();
        String one = Fingerprint.of(sql, Dialect.POSTGRESQL);
        assertThat(one).as(sql).isEqualTo(fingerprint);
        assertThat(Fingerprint.of(one, Dialect.POSTGRESQL)).isEqualTo(one);
        for (String secret : writer.secrets) {
          assertThat(one).as(sql).doesNotContain(secret);
        }
      }
      String same = canonical.putIfAbsent(fingerprint, structureOf(structure));
      if (same != null) {
        assertThat(structureOf(structure)).isEqualTo(same);
      }
    }
    assertThat(canonical.size()).isGreaterThan(3_000);
  }

  /** The structure itself, by a writer whose literals are all the same one. */
  private static String structureOf(long structure) {
    Writer writer = new Writer(structure, 0);
    return writer
        .statement()
        .replaceAll("(?s)/\\*.*?\\*/ \\*/|-- note", " ")
        .replaceAll("E'.*?'|\\$t\\$.*?\\$t\\$|'[^']*''--'|\\$\\d+|-?\\b\\d{7}\\b|\\?", "L")
        .replaceAll("L(\\s*,\\s*L)+", "L+")
        .replaceAll("L\\+?", "L")
        .replaceAll("\\s+", " ")
        .toLowerCase(Locale.ROOT);
  }

  @Test
  @DisplayName("a text that the tokens cannot count is refused; the fingerprint reads less of it")
  void longest() {
    String text = "select " + "a,".repeat(Tokens.LONGEST / 2);
    assertThatThrownBy(() -> SqlLexer.tokens(text, Dialect.POSTGRESQL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most " + Tokens.LONGEST);
    assertThat(Fingerprint.of(text, Dialect.POSTGRESQL)).startsWith("select a, a, ");
  }

  @Test
  @DisplayName("tokens as objects keep places in the text and lower case of their words")
  void objects() {
    assertThat(SqlLexer.tokens("SELECT \"A\", 'x' ", Dialect.POSTGRESQL))
        .containsExactly(
            new Token(Token.Kind.WORD, "select", false, 0, 6),
            new Token(Token.Kind.WORD, "\"A\"", true, 7, 10),
            new Token(Token.Kind.SYMBOL, ",", false, 10, 11),
            new Token(Token.Kind.VALUE, "?", true, 12, 15));
  }

  @Test
  @DisplayName("the cache is bounded, forgets what is not used, and does not keep very long texts")
  void cache() {
    Shapes shapes = new Shapes(Dialect.POSTGRESQL);
    Shape first = shapes.of("select 0 from t where a = 1");
    assertThat(shapes.of("select 0 from t where a = 1")).isSameAs(first);
    assertThat(shapes.of("select 9 from t where a = 2")).isSameAs(first);
    for (int i = 0; i < 100_000; i++) {
      shapes.of("select a from t where b = " + i);
      shapes.of("select 0 from t where a = 1");
    }
    assertThat(shapes.size()).isLessThan(30_000);
    assertThat(shapes.of("select 0 from t where a = 1")).isSameAs(first);
    int before = shapes.size();
    shapes.of("select '" + "x".repeat(Shapes.LONGEST) + "'");
    assertThat(shapes.size()).isEqualTo(before);
  }
}
