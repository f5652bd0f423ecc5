package dev.headroom.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement's words, without comments and literals. Takes any text: what it does not know becomes
 * a token of one character.
 */
final class SqlTokens {

  /** What a string literal becomes. */
  static final String LITERAL = "'";

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SqlTokens(String sql) {
    this.sql = sql;
  }

  /**
   * A word, a number, an operator or a placeholder.
   *
   * @param text in lower case, without the quotes of an identifier
   * @param quoted whether it is a quoted identifier, and therefore no key word
   */
  record Token(String text, boolean quoted) {

    boolean is(String word) {
      return !quoted && text.equals(word);
    }

    boolean isName() {
      return quoted
          || (!text.isEmpty() && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '_'));
    }
  }

  static List<Token> of(String sql) {
    SqlTokens lexer = new SqlTokens(sql);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        skipTo("\n");
      } else if (sql.startsWith("/*", at)) {
        skipTo("*/");
      } else if (c == '\'') {
        quoted('\'');
        tokens.add(new Token(LITERAL, false));
      } else if (c == '"' || c == '`') {
        tokens.add(new Token(quoted(c).toLowerCase(Locale.ROOT), true));
      } else if (Character.isLetterOrDigit(c) || c == '_') {
        word();
      } else {
        operator();
      }
    }
  }

  private void skipTo(String end) {
    int found = sql.indexOf(end, at + 2);
    at = found < 0 ? sql.length() : found + end.length();
  }

  /** Reads to the closing quote; a doubled quote stands for itself. */
  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == quote) {
        if (at < sql.length() && sql.charAt(at) == quote) {
          at++;
        } else {
          break;
        }
      }
      text.append(c);
    }
    return text.toString();
  }

  private void word() {
    int start = at;
    while (at < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(at))
            || sql.charAt(at) == '_'
            || sql.charAt(at) == '$')) {
      at++;
    }
    tokens.add(new Token(sql.substring(start, at).toLowerCase(Locale.ROOT), false));
  }

  private void operator() {
    for (String known : new String[] {"...", "<=", ">=", "<>", "!=", "::", "||"}) {
      if (sql.startsWith(known, at)) {
        tokens.add(new Token(known, false));
        at += known.length();
        return;
      }
    }
    tokens.add(new Token(String.valueOf(sql.charAt(at++)), false));
  }
}
