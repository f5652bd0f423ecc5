package dev.headroom.advise;

import java.io.IOException;
import java.io.Reader;

/** Statements of a file, one at a time: a file of any size needs the memory of one statement. */
final class SqlSplitter {

  private static final int LONGEST = 1 << 20;

  private final Reader reader;
  private int ahead = -2;
  private long tooLong;

  SqlSplitter(Reader reader) {
    this.reader = reader;
  }

  long tooLong() {
    return tooLong;
  }

  private int read() throws IOException {
    int c = ahead == -2 ? reader.read() : ahead;
    ahead = -2;
    return c;
  }

  private int peek() throws IOException {
    if (ahead == -2) {
      ahead = reader.read();
    }
    return ahead;
  }

  /** The next statement without its semicolon; empty at the end. */
  String next() throws IOException {
    StringBuilder sql = new StringBuilder();
    boolean blank = true;
    for (int c = read(); c >= 0; c = read()) {
      if (c == ';') {
        if (sql.length() >= LONGEST) {
          tooLong++;
          sql.setLength(0);
          blank = true;
        } else if (!blank) {
          return sql.toString().strip();
        } else {
          sql.setLength(0);
        }
      } else if (c == '\\' && blank) {
        line(null); // a command of psql
      } else {
        add(sql, c);
        if (c == '\'' || c == '"') {
          quoted(sql, c);
          blank = false;
        } else if (c == '-' && peek() == '-') {
          line(sql);
        } else if (c == '/' && peek() == '*') {
          comment(sql);
        } else if (c == '$') {
          dollar(sql);
          blank = false;
        } else {
          blank &= Character.isWhitespace(c);
        }
      }
    }
    return blank || sql.length() >= LONGEST ? "" : sql.toString().strip();
  }

  private static void add(StringBuilder sql, int c) {
    if (sql.length() < LONGEST) {
      sql.append((char) c);
    }
  }

  private void quoted(StringBuilder sql, int quote) throws IOException {
    boolean escapes =
        quote == '\''
            && sql.length() > 1
            && "eE".indexOf(sql.charAt(sql.length() - 2)) >= 0
            && (sql.length() == 2 || !Character.isJavaIdentifierPart(sql.charAt(sql.length() - 3)));
    for (int c = read(); c >= 0; c = read()) {
      add(sql, c);
      if (escapes && c == '\\') {
        add(sql, read());
      } else if (c == quote) {
        return; // a doubled one begins the next quoted piece
      }
    }
  }

  private void line(@org.jspecify.annotations.Nullable StringBuilder sql) throws IOException {
    for (int c = read(); c >= 0; c = read()) {
      if (sql != null) {
        add(sql, c);
      }
      if (c == '\n') {
        return;
      }
    }
  }

  private void comment(StringBuilder sql) throws IOException {
    add(sql, read());
    int depth = 1;
    for (int c = read(); c >= 0; c = read()) {
      add(sql, c);
      if (c == '/' && peek() == '*') {
        add(sql, read());
        depth++;
      } else if (c == '*' && peek() == '/') {
        add(sql, read());
        if (--depth == 0) {
          return;
        }
      }
    }
  }

  /** {@code $tag$ ... $tag$}; anything else after a dollar is passed on. */
  private void dollar(StringBuilder sql) throws IOException {
    if (sql.length() > 1 && Character.isJavaIdentifierPart(sql.charAt(sql.length() - 2))) {
      return;
    }
    StringBuilder tag = new StringBuilder("$");
    while (Character.isLetterOrDigit(peek()) || peek() == '_') {
      int c = read();
      add(sql, c);
      tag.append((char) c);
    }
    if (peek() != '$' || (tag.length() > 1 && Character.isDigit(tag.charAt(1)))) {
      return;
    }
    add(sql, read());
    tag.append('$');
    StringBuilder tail = new StringBuilder();
    for (int c = read(); c >= 0; c = read()) {
      add(sql, c);
      tail.append((char) c);
      if (tail.length() > tag.length()) {
        tail.deleteCharAt(0);
      }
      if (tail.compareTo(tag) == 0) {
        return;
      }
    }
  }
}
