package dev.headroom.sqlite;

import java.util.Locale;
import java.util.Set;

/** Tells from its text whether a statement only reads, and whether it begins a transaction. */
final class ReadOnlySql {

  private static final Set<String> WRITES = Set.of("insert", "update", "delete", "replace");

  private ReadOnlySql() {}

  /** Whether it may leave a transaction open behind the back of {@code setAutoCommit}. */
  static boolean begins(String sql) {
    String first = new Words(sql).next();
    return first.equals("begin") || first.equals("savepoint");
  }

  /** Whether it only reads; in doubt it does not. */
  static boolean test(String sql) {
    Words words = new Words(sql);
    String first = words.next();
    return switch (first) {
      case "select", "values" -> single(words);
      case "with" -> single(words) && !writes(new Words(sql));
      default -> false;
    };
  }

  /** Nothing after a semicolon: the driver runs only the first statement, but who knows. */
  private static boolean single(Words words) {
    for (String word = words.next(); !word.isEmpty(); word = words.next()) {
      if (word.equals(";") && !words.next().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** A function {@code replace(...)} counts as well: in doubt it is a write. */
  private static boolean writes(Words words) {
    for (String word = words.next(); !word.isEmpty(); word = words.next()) {
      if (WRITES.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Bare words in lower case and semicolons; quoted text, comments and the rest are passed over.
   */
  private static final class Words {

    private final String sql;
    private int at;

    Words(String sql) {
      this.sql = sql;
    }

    String next() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (Character.isLetter(c) || c == '_') {
          int from = at;
          while (at < sql.length() && word(sql.charAt(at))) {
            at++;
          }
          return sql.substring(from, at).toLowerCase(Locale.ROOT);
        }
        if (c == ';') {
          at++;
          return ";";
        }
        pass(c);
      }
      return "";
    }

    private static boolean word(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private void pass(char c) {
      if (c == '\'' || c == '"' || c == '`') {
        to(String.valueOf(c), 1);
      } else if (c == '[') {
        to("]", 1);
      } else if (sql.startsWith("--", at)) {
        to("\n", 2);
      } else if (sql.startsWith("/*", at)) {
        to("*/", 2);
      } else {
        at++;
      }
    }

    private void to(String end, int opening) {
      int found = sql.indexOf(end, at + opening);
      at = found < 0 ? sql.length() : found + end.length();
    }
  }
}
