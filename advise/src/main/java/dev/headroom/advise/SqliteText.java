package dev.headroom.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A statement of SQLite as the reader of statements takes it: names in lower case, because SQLite
 * does not tell cases apart, quoted as the standard has it; parameters numbered; what only SQLite
 * writes in words that ask for the same. Never executed.
 *
 * @param text for {@link Accesses}
 * @param parameters how many
 */
record SqliteText(String text, int parameters) {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
  private static final String[][] SAME = {
    {" insert or (?:replace|ignore|abort|fail|rollback) ", " insert "},
    {" update or (?:replace|ignore|abort|fail|rollback) ", " update "},
    {" replace into ", " insert into "},
    {" not indexed ", " "},
    {" indexed by \\S+ ", " "},
    {" not glob ", " <> "},
    {" glob ", " > "},
    {" == ", " = "},
    {" isnull ", " is null "},
    {" notnull ", " is not null "},
    {" not null (?=\\)|and |or |$)", " not null "},
    {" is not distinct from ", " = "},
    {" is (?!not |null|true|false|distinct )", " = "}
  };

  static SqliteText of(String sql) {
    List<String> names = new ArrayList<>();
    List<String> literals = new ArrayList<>();
    StringBuilder text = new StringBuilder(" ");
    int highest = 0;
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      int end = end(sql, i);
      if (c == '\'') {
        // Out of the way while words are replaced.
        text.append('\u0001').append((char) ('\u0100' + literals.size()));
        literals.add(sql.substring(i, end));
      } else if (c == '"' || c == '`' || c == '[') {
        String name = sql.substring(i + 1, Math.max(i + 1, end - 1)).replace("\"\"", "\"");
        String lower = name.toLowerCase(Locale.ROOT);
        text.append(
            PLAIN.matcher(lower).matches() && Sql.identifier(lower).equals(lower)
                ? lower
                : '"' + lower.replace("\"", "\"\"") + '"');
      } else if (c == '-' || c == '/') {
        text.append(end > i + 1 ? " " : String.valueOf(c));
      } else if (c == '?') {
        int number = end > i + 1 ? Integer.parseInt(sql.substring(i + 1, end)) : highest + 1;
        highest = Math.max(highest, number);
        text.append('$').append(number);
      } else if (":@$".indexOf(c) >= 0 && end > i + 1) {
        String name = sql.substring(i, end);
        int at = names.indexOf(name);
        if (at < 0) {
          names.add(name);
          highest = Math.max(highest + 1, names.size());
          at = names.size() - 1;
        }
        text.append('$').append(at + 1);
      } else {
        text.append(sql.substring(i, end).toLowerCase(Locale.ROOT));
      }
      i = end;
    }
    String same = text.append(' ').toString().replaceAll("\\s+", " ");
    for (String[] pair : SAME) {
      same = same.replaceAll(pair[0], pair[1]);
    }
    StringBuilder whole = new StringBuilder();
    for (int at = 0; at < same.length(); at++) {
      if (same.charAt(at) == '\u0001') {
        whole.append(literals.get(same.charAt(++at) - '\u0100'));
      } else {
        whole.append(same.charAt(at));
      }
    }
    String done = whole.toString().strip();
    while (done.endsWith(";")) {
      done = done.substring(0, done.length() - 1).strip();
    }
    return new SqliteText(done, highest);
  }

  /** The end of what begins here: a literal, a quoted name, a comment, a word, a parameter. */
  static int end(String sql, int i) {
    char c = sql.charAt(i);
    char next = i + 1 < sql.length() ? sql.charAt(i + 1) : '\0';
    if (c == '\'' || c == '"' || c == '`') {
      int end = i + 1;
      while (end < sql.length()) {
        if (sql.charAt(end) == c) {
          if (end + 1 >= sql.length() || sql.charAt(end + 1) != c) {
            return end + 1;
          }
          end++;
        }
        end++;
      }
      return sql.length();
    }
    if (c == '[') {
      int end = sql.indexOf(']', i);
      return end < 0 ? sql.length() : end + 1;
    }
    if (c == '-' && next == '-') {
      int end = sql.indexOf('\n', i);
      return end < 0 ? sql.length() : end;
    }
    if (c == '/' && next == '*') {
      int end = sql.indexOf("*/", i + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    int end = i + 1;
    if (c == '?') {
      while (end < sql.length() && Character.isDigit(sql.charAt(end)) && end - i < 7) {
        end++;
      }
    } else if (":@$".indexOf(c) >= 0 || Character.isJavaIdentifierStart(c)) {
      while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
        end++;
      }
    }
    return end;
  }
}
