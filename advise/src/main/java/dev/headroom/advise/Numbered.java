package dev.headroom.advise;

/**
 * A statement with the server's placeholders ({@code $1}) in place of JDBC's ({@code ?}).
 *
 * @param text for PREPARE
 * @param parameters how many
 */
record Numbered(String text, int parameters) {

  static Numbered of(String jdbc) {
    StringBuilder text = new StringBuilder(jdbc.length() + 16);
    int parameters = 0;
    int i = 0;
    while (i < jdbc.length()) {
      char c = jdbc.charAt(i);
      int end = skip(jdbc, i);
      if (end > i) {
        text.append(jdbc, i, end);
        i = end;
      } else if (c == '?') {
        if (i + 1 < jdbc.length() && jdbc.charAt(i + 1) == '?') {
          text.append('?'); // pgjdbc's escape for the jsonb operator
          i += 2;
        } else {
          text.append('$').append(++parameters);
          i++;
        }
      } else {
        text.append(c);
        i++;
      }
    }
    String whole = text.toString().strip();
    if (parameters == 0) {
      parameters = highest(whole);
    }
    while (whole.endsWith(";")) {
      whole = whole.substring(0, whole.length() - 1).strip();
    }
    return new Numbered(whole, parameters);
  }

  /** Of a text that comes with the server's own placeholders, as pg_stat_statements has it. */
  private static int highest(String sql) {
    int highest = 0;
    int i = 0;
    while (i < sql.length()) {
      int end = skip(sql, i);
      if (end > i) {
        i = end;
      } else if (sql.charAt(i++) == '$') {
        int begin = i;
        while (i < sql.length() && Character.isDigit(sql.charAt(i)) && i - begin < 5) {
          i++;
        }
        highest =
            i == begin ? highest : Math.max(highest, Integer.parseInt(sql.substring(begin, i)));
      }
    }
    return highest;
  }

  /** The end of the literal, quoted name or comment that begins here; {@code i} if none does. */
  static int skip(String sql, int i) {
    char c = sql.charAt(i);
    char next = i + 1 < sql.length() ? sql.charAt(i + 1) : '\0';
    if (c == '\'') {
      boolean escapes =
          i > 0
              && (sql.charAt(i - 1) == 'E' || sql.charAt(i - 1) == 'e')
              && (i == 1 || !Character.isJavaIdentifierPart(sql.charAt(i - 2)));
      return quoted(sql, i, '\'', escapes);
    }
    if (c == '"') {
      return quoted(sql, i, '"', false);
    }
    if (c == '-' && next == '-') {
      int end = sql.indexOf('\n', i);
      return end < 0 ? sql.length() : end;
    }
    if (c == '/' && next == '*') {
      return comment(sql, i);
    }
    if (c == '$' && (i == 0 || !Character.isJavaIdentifierPart(sql.charAt(i - 1)))) {
      int close = sql.indexOf('$', i + 1);
      if (close > 0 && sql.substring(i + 1, close).matches("([A-Za-z_][A-Za-z0-9_]*)?")) {
        String tag = sql.substring(i, close + 1);
        int end = sql.indexOf(tag, close + 1);
        return end < 0 ? sql.length() : end + tag.length();
      }
    }
    return i;
  }

  private static int quoted(String sql, int start, char quote, boolean escapes) {
    int i = start + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (escapes && c == '\\') {
        i += 2;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i += 2;
        } else {
          return i + 1;
        }
      } else {
        i++;
      }
    }
    return sql.length();
  }

  private static int comment(String sql, int start) {
    int depth = 0;
    int i = start;
    while (i < sql.length()) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (sql.startsWith("*/", i)) {
        i += 2;
        if (--depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return sql.length();
  }
}
