package dev.headroom.advise;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Small pieces of SQL text: identifiers and literals. */
final class Sql {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");
  // The reserved words of PostgreSQL that are plausible as names of tables and columns.
  private static final Set<String> RESERVED =
      Set.of(
          "all",
          "analyse",
          "analyze",
          "and",
          "any",
          "array",
          "as",
          "asc",
          "both",
          "case",
          "cast",
          "check",
          "collate",
          "column",
          "constraint",
          "create",
          "default",
          "desc",
          "distinct",
          "do",
          "else",
          "end",
          "except",
          "false",
          "fetch",
          "for",
          "foreign",
          "from",
          "grant",
          "group",
          "having",
          "in",
          "initially",
          "intersect",
          "into",
          "lateral",
          "leading",
          "limit",
          "not",
          "null",
          "offset",
          "on",
          "only",
          "or",
          "order",
          "placing",
          "primary",
          "references",
          "returning",
          "select",
          "some",
          "symmetric",
          "system_user",
          "table",
          "then",
          "to",
          "trailing",
          "true",
          "union",
          "unique",
          "user",
          "using",
          "variadic",
          "when",
          "where",
          "window",
          "with");

  private Sql() {}

  static String identifier(String name) {
    return PLAIN.matcher(name).matches() && !RESERVED.contains(name)
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The last part of a name that may have its schema in front, as the catalog keeps it. */
  static String unqualified(String name) {
    return folded(name.replaceFirst("^(?:\"(?:[^\"]|\"\")+\"|[^.\"]+)\\.", ""));
  }

  /** A name as it stands in a statement, as the catalog keeps it. */
  static String folded(String written) {
    if (written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"")) {
      return written.substring(1, written.length() - 1).replace("\"\"", "\"");
    }
    return written.toLowerCase(Locale.ROOT);
  }
}
