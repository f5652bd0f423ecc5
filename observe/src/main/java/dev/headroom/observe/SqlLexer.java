package dev.headroom.observe;

import java.util.List;

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

  /** What can only begin a word. */
  private static final boolean[] LETTER = new boolean[0x80];

  static {
    for (char c = 0; c < 0x80; c++) {
      PART[c] = c > ' ' && c != 0x7f && Character.isJavaIdentifierPart(c);
      LETTER[c] = PART[c] && c != '$' && !digit(c);
    }
  }

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
  private final char[] chars;
  private final Reading reading;
  private final Tokens tokens;
  private int at;
  private boolean spaced;

  private SqlLexer(String sql, Reading reading) {
    this.sql = sql;
    this.reading = reading;
    this.tokens = new Tokens(sql);
    this.chars = tokens.chars;
  }

  /** The tokens as objects. */
  static List<Token> tokens(String sql, Dialect dialect) {
    return read(sql, dialect).list();
  }

  static Tokens read(String sql, Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL -> read(sql, Reading.POSTGRESQL);
      case MYSQL -> read(sql, Reading.MYSQL);
      case SQLITE -> read(sql, Reading.SQLITE);
      case ORACLE -> read(sql, Reading.ORACLE);
      case SQL_SERVER -> read(sql, Reading.SQL_SERVER);
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

  static Tokens read(String sql, Reading reading) {
    SqlLexer lexer = new SqlLexer(sql, reading);
    while (lexer.at < lexer.chars.length) {
      lexer.next();
    }
    return lexer.tokens;
  }

  private void next() {
    char c = chars[at];
    if (c < 0x80 && LETTER[c]) {
      word(); // first, as most are
    } else if (c <= ' ' || (c > '~' && (Character.isWhitespace(c) || Character.isSpaceChar(c)))) {
      at++;
      spaced = true;
    } else if (c == ',' || c == '(' || c == ')') {
      add(Tokens.SYMBOL | c, at + 1);
    } else {
      rare(c);
    }
  }

  private void rare(char c) {
    if ((c == '-' && dashes()) || (c == '#' && reading.mysql())) {
      at = orEnd(sql.indexOf('\n', at));
      spaced = true;
    } else if (c == '/' && peek(1) == '*') {
      comment();
    } else if (c == '\'') {
      literal(quoted(at, '\'', reading.mysql()));
    } else if (c == '"' && reading.doubtfulQuotes()) {
      doubtful();
    } else if (c == '"' || c == '`') {
      add(Tokens.WORD, quoted(at, c, false));
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
      add(Tokens.SYMBOL | c, at + 1);
    }
  }

  private void bracketed() {
    int close = sql.indexOf(']', at);
    add(Tokens.WORD, close < 0 ? chars.length : close + 1);
  }

  private boolean dashes() {
    return peek(1) == '-' && !(reading.mysql() && at + 2 < chars.length && peek(2) > ' ');
  }

  /** A text in double quotes: a name where only a name can stand, else taken for a literal. */
  private void doubtful() {
    int end = quoted(at, '"', reading.mysql());
    boolean name = end < chars.length && chars[end] == '.';
    int last = tokens.size() - 1;
    if (!name && last >= 0) {
      name =
          tokens.is(last, Tokens.DOT)
              || ((tokens.what(last) & Tokens.BEFORE_NAME) != 0 && inQuery());
    }
    if (name) {
      add(Tokens.WORD, end);
    } else {
      literal(end);
    }
  }

  /** Whether this is no function's argument, as in {@code extract(year from "2015")}. */
  private boolean inQuery() {
    int depth = 0;
    for (int i = tokens.size() - 1; i >= 0; i--) {
      if (tokens.is(i, Tokens.CLOSE)) {
        depth++;
      } else if (tokens.is(i, Tokens.OPEN) && --depth < 0) {
        return tokens.is(i + 1, Tokens.SELECT) || tokens.is(i + 1, Tokens.WITH);
      }
    }
    return true;
  }

  /** {@code @name}: a placeholder of SQLite, elsewhere a variable. */
  private void named() {
    int i = at + 1;
    while (i < chars.length && part(chars[i])) {
      i++;
    }
    if (reading == Reading.SQLITE) {
      literal(i);
    } else {
      add(Tokens.WORD, i);
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
    } while (depth > 0 && at < chars.length);
    at = Math.min(at, chars.length);
    spaced = true;
  }

  /** The end of a quoted text that begins at {@code from}; a doubled quote stays inside. */
  private int quoted(int from, char quote, boolean backslash) {
    int i = from + 1;
    while (i < chars.length) {
      char c = chars[i];
      if (c == '\\' && backslash) {
        i++;
      } else if (c == quote) {
        if (i + 1 < chars.length && chars[i + 1] == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
      i++;
    }
    return chars.length;
  }

  private void dollar() {
    int i = at + 1;
    if (digit(peek(1))) {
      while (i < chars.length && digit(chars[i])) {
        i++;
      }
      literal(i);
      return;
    }
    if (!reading.postgresql()) {
      while (i < chars.length && part(chars[i])) {
        i++;
      }
      if (reading == Reading.SQLITE && i > at + 1) {
        literal(i);
      } else {
        add(Tokens.WORD, i);
      }
      return;
    }
    while (i < chars.length && chars[i] != '$' && part(chars[i])) {
      i++;
    }
    if (i < chars.length && chars[i] == '$') {
      String tag = sql.substring(at, i + 1);
      int end = sql.indexOf(tag, i + 1);
      literal(end < 0 ? chars.length : end + tag.length());
    } else {
      add(Tokens.SYMBOL | '$', at + 1);
    }
  }

  private int number(int from) {
    int i = from;
    while (i < chars.length) {
      char c = chars[i];
      boolean exponentSign =
          (c == '-' || c == '+')
              && (chars[i - 1] == 'e' || chars[i - 1] == 'E')
              && !sql.startsWith("0x", from)
              && i + 1 < chars.length
              && digit(chars[i + 1]);
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
    int last = tokens.size() - 1;
    if (last < 0) {
      return false;
    }
    return switch (tokens.kind(last)) {
      case Tokens.WORD -> (tokens.what(last) & Tokens.NO_OPERAND) == 0;
      case Tokens.VALUE -> true;
      default ->
          tokens.is(last, Tokens.CLOSE)
              || tokens.is(last, Tokens.CLOSE_SQUARE)
              || sql.startsWith("??", tokens.start(last));
    };
  }

  private void colon() {
    if (peek(1) == ':') {
      add(Tokens.CAST, at + 2);
    } else if (peek(1) == '=') {
      add(Tokens.SYMBOL | Tokens.LONG, at + 2);
    } else if (part(peek(1)) && !afterOperand()) {
      int i = at + 1;
      while (i < chars.length && part(chars[i])) {
        i++;
      }
      literal(i);
    } else {
      add(Tokens.SYMBOL | ':', at + 1);
    }
  }

  private void word() {
    char[] chars = this.chars;
    int from = at;
    long letters = 0;
    int all = 0;
    boolean upper = false;
    int i = from;
    for (; i < chars.length; i++) {
      char c = chars[i];
      if (!part(c)) {
        break;
      }
      all |= c;
      upper |= c <= 'Z' && c >= 'A';
      letters = Keywords.pack(letters, c);
    }
    if (i < chars.length && i - from <= 2 && prefixed(i)) {
      return;
    }
    if (all >= 0x80) {
      add(Tokens.BEYOND | Keywords.what(sql.substring(from, i)), i);
      return;
    }
    add(Keywords.what(letters, i - from, chars[from]), i);
    for (int k = from; upper && k < i; k++) {
      char c = chars[k];
      chars[k] = c <= 'Z' && c >= 'A' ? (char) (c | 0x20) : c;
    }
  }

  /** Whether the word that ends at {@code i} only says how the quoted text behind it is read. */
  private boolean prefixed(int i) {
    boolean quote = chars[i] == '\'';
    if (!quote && chars[i] != '&') {
      return false;
    }
    char first = Character.toLowerCase(chars[at]);
    int end = -1;
    if (quote && i - at == 1) {
      end =
          switch (first) {
            case 'e' -> quoted(i, '\'', reading.postgresql() || reading.mysql());
            case 'b', 'x', 'n' -> quoted(i, '\'', reading.mysql());
            case 'q' -> reading == Reading.ORACLE ? custom(i) : -1;
            default -> -1;
          };
    } else if (quote && reading == Reading.ORACLE && sql.regionMatches(true, at, "nq", 0, 2)) {
      end = custom(i);
    } else if (reading.postgresql()
        && i - at == 1
        && first == 'u'
        && (sql.startsWith("&'", i) || sql.startsWith("&\"", i))) {
      end = quoted(i + 1, chars[i + 1], false);
      if (chars[i + 1] == '"') {
        add(Tokens.WORD, end);
        return true;
      }
    }
    if (end >= 0) {
      literal(end);
    }
    return end >= 0;
  }

  /** Oracle's own quotes: {@code q'[it's]'}. */
  private int custom(int quote) {
    if (quote + 1 >= chars.length) {
      return chars.length;
    }
    char open = chars[quote + 1];
    int pair = "[{(<".indexOf(open);
    String close = (pair < 0 ? open : "]})>".charAt(pair)) + "'";
    int end = sql.indexOf(close, quote + 2);
    return end < 0 ? chars.length : end + 2;
  }

  /** A placeholder, or one of PostgreSQL's jsonb operators where JDBC lets it through. */
  private void question() {
    char second = peek(1);
    if (reading == Reading.SQLITE && digit(second)) {
      int i = at + 1;
      while (i < chars.length && digit(chars[i])) {
        i++;
      }
      literal(i);
    } else if (second == '?') {
      int end = at + (peek(2) == '|' || peek(2) == '&' ? 3 : 2);
      add(Tokens.SYMBOL | Tokens.LONG, end);
    } else if ((second == '|' || second == '&') && peek(2) != '|' && afterOperand()) {
      add(Tokens.SYMBOL | Tokens.LONG, at + 2);
    } else {
      literal(at + 1);
    }
  }

  private void operator() {
    int i = at + 1;
    while (i < chars.length
        && OPERATORS.indexOf(chars[i]) >= 0
        && "?:".indexOf(chars[i]) < 0
        && (reading.postgresql() || chars[i] != '@')
        && !sql.startsWith("--", i)
        && !(reading.mysql() && chars[i] == '-' && chars[i - 1] == '-')
        && !sql.startsWith("/*", i)
        && !(reading.mysql() && chars[i] == '#')
        && !signAt(i)) {
      i++;
    }
    add(Tokens.SYMBOL | (i == at + 1 ? chars[at] : Tokens.LONG), i);
  }

  /** A sign behind an operator belongs to the number: {@code a=-1}. */
  private boolean signAt(int i) {
    return (chars[i] == '-' || chars[i] == '+')
        && i + 1 < chars.length
        && (digit(chars[i + 1]) || chars[i + 1] == '.')
        && "=<>(,".indexOf(chars[i - 1]) >= 0;
  }

  private void literal(int end) {
    add(Tokens.VALUE, end);
  }

  private void add(int what, int end) {
    int to = Math.max(at + 1, Math.min(end, chars.length));
    if (chars[at] == '-' && what != Tokens.VALUE && tokens.size() > 0) {
      // Two minus signs that are no comment here must not become one.
      spaced |= tokens.last(tokens.size() - 1) == '-';
    }
    tokens.add(spaced ? what | Tokens.SPACED : what, at, to);
    at = to;
    spaced = false;
  }

  private int orEnd(int index) {
    return index < 0 ? chars.length : index;
  }

  private char peek(int ahead) {
    return at + ahead < chars.length ? chars[at + ahead] : '\0';
  }

  private static boolean part(char c) {
    return c < 0x80 ? PART[c] : Character.isJavaIdentifierPart(c);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
