package dev.headroom.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What SQLite keeps only in the text of a CREATE statement. */
final class SqliteDdl {

  private static final Pattern COLLATE =
      Pattern.compile("\\bcollate\\s+[\"`\\[]?(\\w+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DIRECTION =
      Pattern.compile("\\s+(?:asc|desc)$", Pattern.CASE_INSENSITIVE);
  private static final Pattern CONDITION =
      Pattern.compile("^\\s*where\\b", Pattern.CASE_INSENSITIVE);

  private static final String TIGHT = "(),=<>|-";

  private SqliteDdl() {}

  /** The collation that a table's definition gives a column, in lower case. */
  static String collation(String table, String column) {
    for (String item : items(table)) {
      if (named(item, column)) {
        Matcher collate = COLLATE.matcher(item);
        return collate.find() ? collate.group(1).toLowerCase(Locale.ROOT) : "binary";
      }
    }
    return "binary";
  }

  private static boolean named(String item, String column) {
    String bare = item.strip();
    String lower = bare.toLowerCase(Locale.ROOT);
    String name = column.toLowerCase(Locale.ROOT);
    for (String open : List.of("\"", "`", "[")) {
      if (lower.startsWith(open + name)) {
        return true;
      }
    }
    return lower.startsWith(name)
        && (lower.length() == name.length()
            || !Character.isJavaIdentifierPart(lower.charAt(name.length())));
  }

  /** The keys of an index as written, without direction, squeezed and in lower case. */
  static List<String> keys(String index) {
    return items(index).stream()
        .map(item -> DIRECTION.matcher(item.strip()).replaceFirst(""))
        .map(SqliteDdl::squeezed)
        .toList();
  }

  /** The condition of a partial index, squeezed; empty if there is none. */
  static String where(String index) {
    int[] body = body(index);
    if (body[1] < 0) {
      return "";
    }
    String rest = index.substring(body[1] + 1);
    Matcher condition = CONDITION.matcher(rest);
    return condition.find() ? squeezed(rest.substring(condition.end())) : "";
  }

  /** Equal for texts that differ in spaces and, outside literals, in case. */
  static String squeezed(String text) {
    String same = SqliteText.of(text).text();
    StringBuilder squeezed = new StringBuilder();
    int i = 0;
    while (i < same.length()) {
      int end = SqliteText.end(same, i);
      char last = squeezed.isEmpty() ? '(' : squeezed.charAt(squeezed.length() - 1);
      if (same.charAt(i) == ' ') {
        boolean needed = TIGHT.indexOf(last) < 0 && end < same.length();
        squeezed.append(needed && TIGHT.indexOf(same.charAt(end)) < 0 ? " " : "");
      } else {
        squeezed.append(same, i, end);
      }
      i = end;
    }
    return squeezed.toString();
  }

  private static List<String> items(String ddl) {
    int[] body = body(ddl);
    List<String> items = new ArrayList<>();
    if (body[1] < 0) {
      return items;
    }
    int depth = 0;
    int begin = body[0] + 1;
    int i = begin;
    while (i < body[1]) {
      char c = ddl.charAt(i);
      int end = SqliteText.end(ddl, i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && depth == 0) {
        items.add(ddl.substring(begin, i));
        begin = i + 1;
      }
      i = end;
    }
    items.add(ddl.substring(begin, body[1]));
    return items;
  }

  /** Where the first parenthesis opens and closes; -1 if there is none. */
  private static int[] body(String ddl) {
    int depth = 0;
    int open = -1;
    int i = 0;
    while (i < ddl.length()) {
      char c = ddl.charAt(i);
      if (c == '(' && depth++ == 0) {
        open = i;
      } else if (c == ')' && --depth == 0) {
        return new int[] {open, i};
      }
      i = SqliteText.end(ddl, i);
    }
    return new int[] {open, -1};
  }
}
