package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GarbageTest {

  private static final String[] PIECES = {
    "'",
    "''",
    "\"",
    "`",
    "$",
    "$a$",
    "$1",
    "?",
    "??",
    "?|",
    "?&",
    ":",
    "::",
    ":a",
    "-",
    "--",
    "+",
    "/",
    "*",
    "/*",
    "*/",
    "(",
    ")",
    "[",
    "]",
    ",",
    " ",
    "\n",
    "in",
    "in (",
    "values",
    "values (",
    "array[",
    "a",
    "b1",
    "E'",
    "e'x'",
    "U&'",
    "u&\"",
    "x'",
    "1",
    ".5",
    "1e",
    "0x1f",
    "=",
    "<",
    ">",
    "|",
    "&",
    "#",
    "# ",
    "\\",
    ";",
    "İ",
    "Σ",
    "\u00a0",
    "\u0000",
    "\u0085",
    "\ud83d",
    "limit",
    "@a",
    "@",
    "[",
    "[a",
    "q'[",
    "]'",
    "--x",
    "\"a\"",
    "from",
    "?1",
    "\\'",
    "."
  };

  @Test
  @DisplayName(
      "200,000 seeded texts of SQL's pieces: never an exception, always its own fingerprint")
  void pieces() {
    List<Dialect> dialects = List.of(Dialect.values());
    Random random = new Random(20151121);
    for (int i = 0; i < 200_000; i++) {
      StringBuilder sql = new StringBuilder();
      int length = 1 + random.nextInt(14);
      for (int k = 0; k < length; k++) {
        sql.append(PIECES[random.nextInt(PIECES.length)]);
      }
      Dialect dialect = dialects.get(i % dialects.size());
      String once = Fingerprint.of(sql.toString(), dialect);
      String twice = Fingerprint.of(once, dialect);
      if (!twice.equals(once)) {
        assertThat(twice).as("%s of <%s>", dialect, sql).isEqualTo(once);
      }
    }
  }
}
