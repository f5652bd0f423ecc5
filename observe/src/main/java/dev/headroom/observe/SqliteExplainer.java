package dev.headroom.observe;

import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PlanObservation.Scan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SQLite's query plan; binds that are not set are NULL to it and change nothing. */
final class SqliteExplainer extends Explainer {

  private static final Pattern SCAN = Pattern.compile("^SCAN (?:TABLE )?(\\S+)(?: AS \\S+)?.*");

  SqliteExplainer(Connection connection) {
    super(connection);
  }

  @Override
  Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  PlanObservation explain(Shape shape) throws SQLException {
    execute("pragma query_only = true");
    execute("pragma busy_timeout = 200");
    StringBuilder plan = new StringBuilder();
    List<Scan> scans = new ArrayList<>();
    for (String line : lines("explain query plan " + shape.sql, 4)) {
      String detail = Fingerprint.of(line, Dialect.SQLITE);
      plan.append(line.contains("'") || line.contains("\"") ? detail : line).append('\n');
      Matcher scan = SCAN.matcher(line);
      if (scan.matches()) {
        String table = table(shape, scan.group(1));
        if (!table.isEmpty()) {
          scans.add(new Scan(table, tableRows(table), -1));
        }
      }
    }
    return new PlanObservation(shape.fingerprint, plan.toString(), scans, -1, "");
  }

  /** SQLite names a table by its alias; the text says whose it is. Empty for what is no table. */
  private String table(Shape shape, String name) throws SQLException {
    if (exists(name)) {
      return name;
    }
    List<Token> tokens = SqlLexer.tokens(shape.sql, Dialect.SQLITE);
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.get(i).text().equalsIgnoreCase(name)) {
        Token before = tokens.get(i - 1);
        String table = (before.is("as") && i > 1 ? tokens.get(i - 2) : before).text();
        if (exists(table)) {
          return table;
        }
      }
    }
    return "";
  }

  private boolean exists(String table) throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "select 1 from sqlite_master where type = 'table' and lower(name) = lower(?)")) {
      ask.setString(1, table);
      try (ResultSet answer = ask.executeQuery()) {
        return answer.next();
      }
    }
  }

  /** Rows by the statistics of ANALYZE, else by the largest row id; -1 if there is neither. */
  private long tableRows(String table) {
    try (PreparedStatement ask =
        connection.prepareStatement("select stat from sqlite_stat1 where tbl = ? limit 1")) {
      ask.setString(1, table);
      try (ResultSet answer = ask.executeQuery()) {
        if (answer.next()) {
          return Long.parseLong(answer.getString(1).replaceAll(" .*", ""));
        }
      }
    } catch (SQLException | NumberFormatException notAnalysed) {
      // no statistics
    }
    try {
      List<String> last =
          lines("select max(rowid) from \"" + table.replace("\"", "\"\"") + "\"", 1);
      return last.get(0) == null ? 0 : Long.parseLong(last.get(0));
    } catch (SQLException | NumberFormatException withoutRowId) {
      return -1;
    }
  }

  @Override
  String reason(SQLException refusal) {
    return "the database refused to explain it: error " + refusal.getErrorCode();
  }
}
