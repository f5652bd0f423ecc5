package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a role needs to change indexes, looked for before anything is changed. */
final class Rights {

  private Rights() {}

  /**
   * Refuses with every right that is missing.
   *
   * @throws IllegalStateException which names the rights and what gives them
   */
  static void require(Connection connection, Collection<String> tables, boolean trigrams)
      throws SQLException {
    List<String> missing = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      try (var row =
          statement.executeQuery(
              "select pg_is_in_recovery(), current_setting('transaction_read_only') = 'on' and not"
                  + " current_setting('default_transaction_read_only') = 'on'")) {
        row.next();
        if (row.getBoolean(1)) {
          throw new IllegalStateException(
              "this server is a replica, which takes no changes: give the URL of its primary");
        }
      }
      Set<String> once = new LinkedHashSet<>(tables);
      for (String table : once) {
        table(statement, table, missing);
      }
      if (trigrams) {
        try (var row =
            statement.executeQuery(
                "select exists (select from pg_extension where extname = 'pg_trgm')")) {
          row.next();
          if (!row.getBoolean(1)) {
            missing.add(
                "trigram indexes need the extension pg_trgm: run 'create extension pg_trgm' first");
          }
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "nothing was changed, because a right is missing:\n  " + String.join("\n  ", missing));
    }
  }

  private static void table(Statement statement, String table, List<String> missing)
      throws SQLException {
    try (var row =
        statement.executeQuery(
            "select current_user, o.rolname, pg_has_role(c.relowner, 'usage'), n.nspname,"
                + " has_schema_privilege(n.oid, 'create') from pg_class c join pg_roles o on o.oid"
                + " = c.relowner join pg_namespace n on n.oid = c.relnamespace where c.oid ="
                + " to_regclass("
                + Sql.literal(table)
                + ")")) {
      if (!row.next()) {
        missing.add("table " + table + " is not there any more");
        return;
      }
      String role = row.getString(1);
      String owner = row.getString(2);
      if (!row.getBoolean(3)) {
        missing.add(
            "table "
                + table
                + " is owned by '"
                + owner
                + "', and only an owner may change its indexes: connect as '"
                + owner
                + "', or grant "
                + Sql.identifier(owner)
                + " to "
                + Sql.identifier(role));
      }
      if (!row.getBoolean(5)) {
        String schema = Sql.identifier(row.getString(4));
        missing.add(
            "role '"
                + role
                + "' may not create in schema "
                + schema
                + ": grant create on schema "
                + schema
                + " to "
                + Sql.identifier(role));
      }
    }
  }
}
