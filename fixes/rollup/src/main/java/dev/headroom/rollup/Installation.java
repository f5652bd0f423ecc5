package dev.headroom.rollup;

import dev.headroom.settings.Yaml;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is installed, and installing it. */
final class Installation {

  private Installation() {}

  static List<String> statements(Connection connection, Layout layout) throws SQLException {
    List<String> statements = new ArrayList<>(layout.dialect().install(connection, layout));
    statements.add(
        "insert into "
            + layout.states()
            + " (name, definition, state) values ('"
            + layout.rollup().name()
            + "', '"
            + RollupYaml.write(layout.rollup()).replace("'", "''")
            + "', 'NEW')");
    return statements;
  }

  /** Answers whether there was anything to install. */
  static boolean install(Connection connection, Layout layout) throws SQLException {
    layout.dialect().lockInstallation(connection);
    String there = definition(connection, layout);
    String wanted = RollupYaml.write(layout.rollup());
    if (there == null) {
      Rollups.execute(connection, statements(connection, layout));
      return true;
    }
    if (!sorted(there).equals(sorted(wanted))) {
      throw new IllegalArgumentException(
          "the rollup '"
              + layout.rollup().name()
              + "' is installed with another declaration: remove it first, or give this one"
              + " another name. Installed:\n"
              + there
              + "declared:\n"
              + wanted);
    }
    return false;
  }

  /** Whether it is installed, as whatever. */
  static boolean isThere(Connection connection, Layout layout) throws SQLException {
    return definition(connection, layout) != null;
  }

  /** The order of measures, a line each, has no meaning. */
  private static List<String> sorted(String definition) {
    return definition.lines().sorted().toList();
  }

  private static @Nullable String definition(Connection connection, Layout layout)
      throws SQLException {
    if (!tables(connection).contains(layout.states())) {
      return null;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select definition from " + layout.states() + " where name = ?")) {
      statement.setString(1, layout.rollup().name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /** Tables of state, in all schemas. */
  private static List<String> tables(Connection connection) throws SQLException {
    Dialect dialect = Dialect.of(connection);
    List<String> tables = new ArrayList<>();
    try (ResultSet row =
        connection.getMetaData().getTables(null, null, "headroom_rollup", new String[] {"TABLE"})) {
      while (row.next()) {
        tables.add(dialect.qualified(String.valueOf(row.getString(2)), row.getString(3)));
      }
    }
    return tables;
  }

  static List<Rollup> declared(Connection connection) throws SQLException {
    StringBuilder yaml = new StringBuilder();
    for (String table : tables(connection)) {
      try (PreparedStatement statement =
              connection.prepareStatement("select definition from " + table + " order by name");
          ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          yaml.append(row.getString(1));
        }
      }
    }
    return yaml.isEmpty()
        ? List.of()
        : RollupYaml.read(Yaml.read("what headroom_rollup has", yaml.toString()));
  }
}
