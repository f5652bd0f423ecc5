package dev.headroom.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts SQL into tokens in one pass, with literals already taken out. Any text is accepted: a
 * literal or comment that never ends, ends with the text.
 *
 * <p>PostgreSQL is the dialect: {@code "quoted"}, {@code E'\''}, {@code $tag$..$tag$}, nested
 * comments, {@code ::}. A backtick outside quotes makes the text MySQL, where {@code "text"} is a
 * literal, backslashes escape, and {@code #} begins a comment.
 */
final class SqlLexer {

  private static final String OPERATORS = "+-*/<>=~!@#%^&|?:";

  /** After these a sign belongs to the number that follows. */
  private static final Set<String> NO_OPERAND =
      Set.of(
          "select",
          "when",
          "then",
          "else",
          "and",
          "or",
          "in",
          "between",
          "limit",
          "offset",
          "values",
          "return",
          "by",
          "like",
          "ilike",
          "not",
          "case",
          "on",
          "where",
          "having",
          "set",
          "using",
          "returning",
          "is",
          "from",
          "as",
          "distinct",
          "all",
          "any",
          "interval");

  private final String sql;
  private final boolean mysql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean spaced;

  private SqlLexer(String sql, boolean mysql) {
    this.sql = sql;
    this.mysql = mysql;
  }

  static List<Token> tokens(String sql) {
    SqlLexer lexer = new SqlLexer(sql, false);
    while (lexer.at < sql.length()) {
      if (sql.charAt(lexer.at) == '`' && !lexer.mysql) {
        lexer = new SqlLexer(sql, true);
      }
      lexer.next();
    }
    return lexer.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (c <= ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      at++;
      spaced = true;
    } else if ((c == '-' && peek(1) == '-') || (c == '#' && mysql)) {
      at = orEnd(sql.indexOf('\n', at));
      spaced = true;
    } else if (c == '/' && peek(1) == '*') {
      comment();
    } else if (c == '\'') {
      literal(quoted(at, '\'', mysql));
    } else if (c == '"' && mysql) {
      literal(quoted(at, '"', true));
    } else if (c == '"' || c == '`') {
      int from = at;
      add(Token.Kind.WORD, sql.substring(from, quoted(at, c, false)), quoted(from, c, false));
    } else if (c == '$') {
      dollar();
    } else if (digit(c) || (c == '.' && digit(peek(1)) && !afterOperand())) {
      literal(number(at));
    } else if ((c == '-' || c == '+') && signed()) {
      literal(number(at + 1));
    } else if (c == ':') {
      colon();
    } else if (Character.isJavaIdentifierStart(c)) {
      word();
    } else if (c == '?') {
      question();
    } else if (OPERATORS.indexOf(c) >= 0) {
      operator();
    } else {
      add(Token.Kind.SYMBOL, String.valueOf(c), at + 1);
    }
  }

  private void comment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
    at = Math.min(at, sql.length());
    spaced = true;
  }

  /** The end of a quoted text that begins at {@code from}; a doubled quote stays inside. */
  private int quoted(int from, char quote, boolean backslash) {
    int i = from + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (c == '\\' && backslash) {
        i++;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
      i++;
    }
    return sql.length();
  }

  private void dollar() {
    int i = at + 1;
    if (digit(peek(1))) {
      while (i < sql.length() && digit(sql.charAt(i))) {
        i++;
      }
      literal(i);
      return;
    }
    while (i < sql.length() && sql.charAt(i) != '$' && part(sql.charAt(i))) {
      i++;
    }
    if (i < sql.length() && sql.charAt(i) == '$') {
      String tag = sql.substring(at, i + 1);
      int end = sql.indexOf(tag, i + 1);
      literal(end < 0 ? sql.length() : end + tag.length());
    } else {
      add(Token.Kind.SYMBOL, "$", at + 1);
    }
  }

  private int number(int from) {
    int i = from;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      boolean exponentSign =
          (c == '-' || c == '+')
              && (sql.charAt(i - 1) == 'e' || sql.charAt(i - 1) == 'E')
              && !sql.startsWith("0x", from)
              && i + 1 < sql.length()
              && digit(sql.charAt(i + 1));
      if (!(Character.isLetterOrDigit(c) || c == '.' || c == '_' || exponentSign)) {
        break;
      }
      i++;
    }
    return i;
  }

  /** Whether a sign here belongs to a number: a digit follows and no operand stands before. */
  private boolean signed() {
    return (digit(peek(1)) || (peek(1) == '.' && digit(peek(2)))) && !afterOperand();
  }

  private boolean afterOperand() {
    if (tokens.isEmpty()) {
      return false;
    }
    Token last = tokens.get(tokens.size() - 1);
    return switch (last.kind()) {
      case WORD -> !NO_OPERAND.contains(last.text());
      case VALUE -> true;
      case SYMBOL -> last.is(")") || last.is("]") || last.text().startsWith("??");
    };
  }

  private void colon() {
    if (peek(1) == ':') {
      add(Token.Kind.SYMBOL, "::", at + 2);
    } else if (peek(1) == '=') {
      add(Token.Kind.SYMBOL, ":=", at + 2);
    } else if (part(peek(1)) && !afterOperand()) {
      int i = at + 1;
      while (i < sql.length() && part(sql.charAt(i))) {
        i++;
      }
      literal(i);
    } else {
      add(Token.Kind.SYMBOL, ":", at + 1);
    }
  }

  private void word() {
    int i = at + 1;
    while (i < sql.length() && part(sql.charAt(i))) {
      i++;
    }
    if (i < sql.length() && sql.charAt(i) == '\'' && i - at == 1) {
      switch (sql.charAt(at)) {
        case 'e', 'E' -> {
          literal(quoted(i, '\'', true));
          return;
        }
        case 'b', 'B', 'x', 'X', 'n', 'N' -> {
          literal(quoted(i, '\'', mysql));
          return;
        }
        default -> {}
      }
    }
    if (i - at == 1
        && Character.toLowerCase(sql.charAt(at)) == 'u'
        && (sql.startsWith("&'", i) || sql.startsWith("&\"", i))) {
      int end = quoted(i + 1, sql.charAt(i + 1), false);
      if (sql.charAt(i + 1) == '\'') {
        literal(end);
      } else {
        add(Token.Kind.WORD, sql.substring(at, end), end);
      }
      return;
    }
    add(Token.Kind.WORD, sql.substring(at, i).toLowerCase(Locale.ROOT), i);
  }

  /** A placeholder, or one of PostgreSQL's jsonb operators where JDBC lets it through. */
  private void question() {
    char second = peek(1);
    if (second == '?') {
      int end = at + (peek(2) == '|' || peek(2) == '&' ? 3 : 2);
      add(Token.Kind.SYMBOL, sql.substring(at, end), end);
    } else if ((second == '|' || second == '&') && peek(2) != '|' && afterOperand()) {
      add(Token.Kind.SYMBOL, "?" + second, at + 2);
    } else {
      literal(at + 1);
    }
  }

  private void operator() {
    int i = at + 1;
    while (i < sql.length()
        && OPERATORS.indexOf(sql.charAt(i)) >= 0
        && "?:".indexOf(sql.charAt(i)) < 0
        && !sql.startsWith("--", i)
        && !sql.startsWith("/*", i)
        && !(mysql && sql.charAt(i) == '#')
        && !signAt(i)) {
      i++;
    }
    add(Token.Kind.SYMBOL, sql.substring(at, i), i);
  }

  /** A sign behind an operator belongs to the number: {@code a=-1}. */
  private boolean signAt(int i) {
    return (sql.charAt(i) == '-' || sql.charAt(i) == '+')
        && i + 1 < sql.length()
        && (digit(sql.charAt(i + 1)) || sql.charAt(i + 1) == '.')
        && "=<>(,".indexOf(sql.charAt(i - 1)) >= 0;
  }

  private void literal(int end) {
    add(Token.Kind.VALUE, "?", end);
  }

  private void add(Token.Kind kind, String text, int end) {
    tokens.add(new Token(kind, text, spaced));
    at = Math.max(at + 1, Math.min(end, sql.length()));
    spaced = false;
  }

  private int orEnd(int index) {
    return index < 0 ? sql.length() : index;
  }

  private char peek(int ahead) {
    return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
  }

  private static boolean part(char c) {
    return c > ' ' && Character.isJavaIdentifierPart(c);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
