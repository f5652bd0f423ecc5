package dev.headroom.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts SQL into tokens in one pass, with literals already taken out. Any text is accepted: a
 * literal or comment that never ends, ends with the text.
 *
 * <p>A {@link Reading} says how one database reads it; {@link #tokens(String, Dialect)} takes
 * several readings together where the database is not known.
 */
final class SqlLexer {

  private static final String OPERATORS = "+-*/<>=~!@#%^&|?:";

  private static final boolean[] PART = new boolean[0x80];
  private static final String[] SINGLE = new String[0x80];

  static {
    for (char c = 0; c < 0x80; c++) {
      PART[c] = c > ' ' && c != 0x7f && Character.isJavaIdentifierPart(c);
      SINGLE[c] = String.valueOf(c);
    }
  }

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

  /** Before a name in double quotes, where no literal can stand. */
  private static final Set<String> BEFORE_NAME =
      Set.of("from", "join", "into", "update", "table", "as", "index");

  /** How one database reads a text. */
  enum Reading {
    POSTGRESQL,
    MYSQL,
    SQLITE,
    ORACLE,
    SQL_SERVER;

    /** Backslashes escape, {@code #} begins a comment, {@code --} only with white space behind. */
    private boolean mysql() {
      return this == MYSQL;
    }

    private boolean postgresql() {
      return this == POSTGRESQL;
    }

    /** Whether a text in double quotes may be a literal. */
    private boolean doubtfulQuotes() {
      return this == MYSQL || this == SQLITE;
    }

    private boolean brackets() {
      return this == SQLITE || this == SQL_SERVER;
    }
  }

  private final String sql;
  private final Reading reading;
  private final List<Token> tokens;
  private int at;
  private boolean spaced;

  private SqlLexer(String sql, Reading reading) {
    this.sql = sql;
    this.reading = reading;
    this.tokens = new ArrayList<>(16 + sql.length() / 4);
  }

  static List<Token> tokens(String sql, Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> tokens(sql, Reading.POSTGRESQL);
      case MYSQL -> tokens(sql, Reading.MYSQL);
      case SQLITE -> tokens(sql, Reading.SQLITE);
      case ORACLE -> tokens(sql, Reading.ORACLE);
      case SQL_SERVER -> tokens(sql, Reading.SQL_SERVER);
      case UNKNOWN ->
          Readings.agreed(
              sql,
              Reading.POSTGRESQL,
              Reading.MYSQL,
              Reading.SQLITE,
              Reading.ORACLE,
              Reading.SQL_SERVER);
    };
  }

  static List<Token> tokens(String sql, Reading reading) {
    SqlLexer lexer = new SqlLexer(sql, reading);
    while (lexer.at < sql.length()) {
      lexer.next();
    }
    return lexer.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (c <= ' ' || (c > '~' && (Character.isWhitespace(c) || Character.isSpaceChar(c)))) {
      at++;
      spaced = true;
    } else if ((c == '-' && dashes()) || (c == '#' && reading.mysql())) {
      at = orEnd(sql.indexOf('\n', at));
      spaced = true;
    } else if (c == '/' && peek(1) == '*') {
      comment();
    } else if (c == '\'') {
      literal(quoted(at, '\'', reading.mysql()));
    } else if (c == '"' && reading.doubtfulQuotes()) {
      doubtful();
    } else if (c == '"' || c == '`') {
      int from = at;
      add(Token.Kind.WORD, from, quoted(at, c, false));
    } else if (c == '[' && reading.brackets()) {
      bracketed();
    } else if (c == '$') {
      dollar();
    } else if (digit(c) || (c == '.' && digit(peek(1)) && !afterOperand())) {
      literal(number(at));
    } else if ((c == '-' || c == '+') && signed()) {
      literal(number(at + 1));
    } else if (c == ':') {
      colon();
    } else if (c == '@' && !reading.postgresql() && part(peek(1))) {
      named();
    } else if (part(c) && (c < 0x80 || Character.isJavaIdentifierStart(c))) {
      word();
    } else if (c == '?') {
      question();
    } else if (OPERATORS.indexOf(c) >= 0) {
      operator();
    } else {
      add(Token.Kind.SYMBOL, single(c), at + 1);
    }
  }

  private void bracketed() {
    int close = sql.indexOf(']', at);
    add(Token.Kind.WORD, at, close < 0 ? sql.length() : close + 1);
  }

  private boolean dashes() {
    return peek(1) == '-' && !(reading.mysql() && at + 2 < sql.length() && peek(2) > ' ');
  }

  /** A text in double quotes: a name where only a name can stand, else taken for a literal. */
  private void doubtful() {
    int end = quoted(at, '"', reading.mysql());
    boolean name = end < sql.length() && sql.charAt(end) == '.';
    if (!name && !tokens.isEmpty()) {
      Token last = tokens.get(tokens.size() - 1);
      name =
          last.is(".")
              || (last.kind() == Token.Kind.WORD && BEFORE_NAME.contains(last.text()) && inQuery());
    }
    if (name) {
      add(Token.Kind.WORD, at, end);
    } else {
      literal(end);
    }
  }

  /** Whether this is no function's argument, as in {@code extract(year from "2015")}. */
  private boolean inQuery() {
    int depth = 0;
    for (int i = tokens.size() - 1; i >= 0; i--) {
      Token token = tokens.get(i);
      if (token.is(")")) {
        depth++;
      } else if (token.is("(") && --depth < 0) {
        Token first = tokens.get(i + 1);
        return first.is("select") || first.is("with");
      }
    }
    return true;
  }

  /** {@code @name}: a placeholder of SQLite, elsewhere a variable. */
  private void named() {
    int i = at + 1;
    while (i < sql.length() && part(sql.charAt(i))) {
      i++;
    }
    if (reading == Reading.SQLITE) {
      literal(i);
    } else {
      add(Token.Kind.WORD, at, i);
    }
  }

  private void comment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at) && (depth == 0 || reading.postgresql())) {
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
    if (!reading.postgresql()) {
      while (i < sql.length() && part(sql.charAt(i))) {
        i++;
      }
      if (reading == Reading.SQLITE && i > at + 1) {
        literal(i);
      } else {
        add(Token.Kind.WORD, at, i);
      }
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
          literal(quoted(i, '\'', reading.postgresql() || reading.mysql()));
          return;
        }
        case 'b', 'B', 'x', 'X', 'n', 'N' -> {
          literal(quoted(i, '\'', reading.mysql()));
          return;
        }
        case 'q', 'Q' -> {
          if (reading == Reading.ORACLE) {
            literal(custom(i));
            return;
          }
        }
        default -> {}
      }
    }
    if (i < sql.length()
        && sql.charAt(i) == '\''
        && reading == Reading.ORACLE
        && sql.regionMatches(true, at, "nq", 0, 2)
        && i - at == 2) {
      literal(custom(i));
      return;
    }
    if (reading.postgresql()
        && i - at == 1
        && Character.toLowerCase(sql.charAt(at)) == 'u'
        && (sql.startsWith("&'", i) || sql.startsWith("&\"", i))) {
      int end = quoted(i + 1, sql.charAt(i + 1), false);
      if (sql.charAt(i + 1) == '\'') {
        literal(end);
      } else {
        add(Token.Kind.WORD, at, end);
      }
      return;
    }
    add(Token.Kind.WORD, sql.substring(at, i).toLowerCase(Locale.ROOT), i);
  }

  /** Oracle's own quotes: {@code q'[it's]'}. */
  private int custom(int quote) {
    if (quote + 1 >= sql.length()) {
      return sql.length();
    }
    char open = sql.charAt(quote + 1);
    int pair = "[{(<".indexOf(open);
    String close = (pair < 0 ? open : "]})>".charAt(pair)) + "'";
    int end = sql.indexOf(close, quote + 2);
    return end < 0 ? sql.length() : end + 2;
  }

  /** A placeholder, or one of PostgreSQL's jsonb operators where JDBC lets it through. */
  private void question() {
    char second = peek(1);
    if (reading == Reading.SQLITE && digit(second)) {
      int i = at + 1;
      while (i < sql.length() && digit(sql.charAt(i))) {
        i++;
      }
      literal(i);
    } else if (second == '?') {
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
        && (reading.postgresql() || sql.charAt(i) != '@')
        && !sql.startsWith("--", i)
        && !(reading.mysql() && sql.charAt(i) == '-' && sql.charAt(i - 1) == '-')
        && !sql.startsWith("/*", i)
        && !(reading.mysql() && sql.charAt(i) == '#')
        && !signAt(i)) {
      i++;
    }
    add(Token.Kind.SYMBOL, i == at + 1 ? single(sql.charAt(at)) : sql.substring(at, i), i);
  }

  private static String single(char c) {
    return c < SINGLE.length ? SINGLE[c] : String.valueOf(c);
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

  /** Adds a piece of the text as it is written. */
  private void add(Token.Kind kind, int from, int end) {
    add(kind, sql.substring(from, Math.min(end, sql.length())), end);
  }

  private void add(Token.Kind kind, String text, int end) {
    int to = Math.max(at + 1, Math.min(end, sql.length()));
    if (text.startsWith("-") && !tokens.isEmpty()) {
      // Two minus signs that are no comment here must not become one.
      spaced |= tokens.get(tokens.size() - 1).text().endsWith("-");
    }
    tokens.add(new Token(kind, text, spaced, at, to));
    at = to;
    spaced = false;
  }

  private int orEnd(int index) {
    return index < 0 ? sql.length() : index;
  }

  private char peek(int ahead) {
    return at + ahead < sql.length() ? sql.charAt(at + ahead) : '\0';
  }

  private static boolean part(char c) {
    return c < 0x80 ? PART[c] : Character.isJavaIdentifierPart(c);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
