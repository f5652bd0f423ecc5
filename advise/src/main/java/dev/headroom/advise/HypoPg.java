package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The extension HypoPG in a database.
 *
 * @param schema where its functions are, quoted
 * @param version for example {@code 1.3.1}
 */
record HypoPg(String schema, String version) {

  /**
   * Finds it.
   *
   * @throws IllegalStateException if the role cannot use it here; the message says what to do
   */
  static HypoPg find(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (var row =
          statement.executeQuery(
              "select quote_ident(n.nspname), e.extversion, has_schema_privilege(n.oid, 'usage'),"
                  + " current_user from pg_extension e join pg_namespace n on n.oid ="
                  + " e.extnamespace where extname = 'hypopg'")) {
        if (row.next()) {
          if (!row.getBoolean(3)) {
            throw new IllegalStateException(
                "HypoPG is in schema "
                    + row.getString(1)
                    + ", which role '"
                    + row.getString(4)
                    + "' may not use: grant usage on schema "
                    + row.getString(1)
                    + " to it");
          }
          return new HypoPg(row.getString(1), row.getString(2));
        }
      }
      try (var row =
          statement.executeQuery(
              "select current_database(), current_setting('server_version_num')::int / 10000,"
                  + " exists (select from pg_available_extensions where name = 'hypopg')")) {
        row.next();
        throw new IllegalStateException(
            "HypoPG is not in database '"
                + row.getString(1)
                + "': "
                + (row.getBoolean(3)
                    ? "the server has it, so let its owner run 'create extension hypopg' (functions"
                        + " only; no restart)"
                    : "install it on the server (Debian: apt-get install postgresql-"
                        + row.getInt(2)
                        + "-hypopg) and run 'create extension hypopg'; no restart is needed"));
      }
    }
  }
}
