package dev.headroom.rollup;

import java.util.regex.Pattern;

/** Names of tables and columns, which end up in SQL. */
final class Names {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,47}");
  private static final Pattern TABLE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");

  private Names() {}

  static void check(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " must be letters, digits and underscores, at most 48, was '" + name + "'");
    }
  }

  static void checkTable(String what, String name) {
    if (!TABLE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what + " must be a table such as events or app.events, was '" + name + "'");
    }
  }

  static String quoted(String name) {
    return '"' + name.replace(".", "\".\"") + '"';
  }
}
