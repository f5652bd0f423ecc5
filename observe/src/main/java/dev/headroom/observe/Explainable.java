package dev.headroom.observe;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Which texts may be explained: single statements that only read. */
final class Explainable {

  private static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "merge", "replace", "into", "truncate", "call");

  private Explainable() {}

  /** Why a text is not explained; empty if it may be. */
  static String refusal(String sql, Dialect dialect) {
    if (sql.isEmpty()) {
      return "the statement is too long to be kept";
    }
    List<Token> tokens = SqlLexer.tokens(sql, dialect);
    if (tokens.isEmpty() || !(tokens.get(0).is("select") || tokens.get(0).is("with"))) {
      return "only statements that read are explained";
    }
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is(";") && i < tokens.size() - 1) {
        return "a text of several statements is not explained";
      }
      boolean lock = i > 0 && (tokens.get(i - 1).is("for") || tokens.get(i - 1).is("key"));
      if (token.kind() == Token.Kind.WORD && WRITES.contains(token.text()) && !lock) {
        return "only statements that read are explained";
      }
    }
    return "";
  }

  /**
   * The text with each JDBC placeholder written by {@code as}, and without a semicolon at the end.
   */
  static String bound(String sql, Dialect dialect, IntFunction<String> as) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    int number = 0;
    for (Token token : SqlLexer.tokens(sql, dialect)) {
      boolean placeholder =
          token.kind() == Token.Kind.VALUE
              && token.end() - token.start() == 1
              && sql.charAt(token.start()) == '?';
      if (placeholder || token.is(";")) {
        out.append(sql, from, token.start());
        out.append(placeholder ? as.apply(++number) : "");
        from = token.end();
      } else if (token.text().startsWith("??")) {
        out.append(sql, from, token.start()).append(token.text().substring(1)); // JDBC's escape
        from = token.end();
      }
    }
    return out.append(sql, from, sql.length()).toString();
  }

  /** How many JDBC placeholders a text has. */
  static int placeholders(String sql, Dialect dialect) {
    int[] count = {0};
    bound(
        sql,
        dialect,
        number -> {
          count[0] = number;
          return "?";
        });
    return count[0];
  }
}
