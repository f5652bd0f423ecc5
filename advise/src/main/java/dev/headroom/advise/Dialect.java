package dev.headroom.advise;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What of SQL the two databases write differently. */
enum Dialect {
  POSTGRESQL,
  SQLITE;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  // What SQLite does not take as a name, beyond what PostgreSQL does not.
  private static final Set<String> RESERVED =
      Set.of(
          "add",
          "alter",
          "autoincrement",
          "between",
          "commit",
          "delete",
          "drop",
          "escape",
          "exists",
          "index",
          "insert",
          "is",
          "isnull",
          "join",
          "notnull",
          "nothing",
          "over",
          "returning",
          "select",
          "set",
          "transaction",
          "update",
          "values");

  /** A name as it stands in a statement; SQLite's keep their spelling. */
  String identifier(String name) {
    if (this == POSTGRESQL) {
      return Sql.identifier(name);
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return PLAIN.matcher(name).matches()
            && !RESERVED.contains(lower)
            && Sql.identifier(lower).equals(lower)
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }
}
