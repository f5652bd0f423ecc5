package dev.headroom.observe;

import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PlanObservation.Scan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * MySQL's and MariaDB's plan. There is no generic one: each bind is the text '1', which both
 * compare with numbers as well, so that an index is found for either.
 */
final class MysqlExplainer extends Explainer {

  MysqlExplainer(Connection connection) {
    super(connection);
  }

  @Override
  Dialect dialect() {
    return Dialect.MYSQL;
  }

  @Override
  PlanObservation explain(Shape shape) throws SQLException {
    connection.setReadOnly(true);
    execute("set session lock_wait_timeout = 1"); // whole seconds only
    String text = Explainable.bound(shape.sql, Dialect.MYSQL, number -> "'1'");
    StringBuilder plan = new StringBuilder();
    List<Scan> scans = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(2);
      try (ResultSet rows = statement.executeQuery("explain " + text)) {
        while (rows.next()) {
          Map<String, String> row = row(rows);
          String alias = row.getOrDefault("table", "");
          String type = row.getOrDefault("type", "");
          plan.append(type).append(' ').append(alias);
          plan.append(" key=").append(row.getOrDefault("key", "none"));
          plan.append(" (rows=").append(row.getOrDefault("rows", "?")).append(")\n");
          if (type.equals("ALL") && !alias.startsWith("<")) {
            String table = named(shape, alias);
            scans.add(new Scan(table, tableRows(table), kept(row)));
          }
        }
      }
    }
    return new PlanObservation(shape.fingerprint, plan.toString(), scans, -1, "");
  }

  private static Map<String, String> row(ResultSet rows) throws SQLException {
    Map<String, String> row = new HashMap<>();
    ResultSetMetaData columns = rows.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String value = rows.getString(i);
      if (value != null) {
        row.put(columns.getColumnLabel(i).toLowerCase(Locale.ROOT), value);
      }
    }
    return row;
  }

  /** Rows that pass the conditions; MariaDB does not tell how many do. */
  private static long kept(Map<String, String> row) {
    String filtered = row.get("filtered");
    return filtered == null || !row.containsKey("rows")
        ? -1
        : Math.round(Double.parseDouble(filtered) / 100 * Double.parseDouble(row.get("rows")));
  }

  private long tableRows(String table) throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "select table_rows from information_schema.tables where table_schema = database() and"
                + " table_name = ?")) {
      ask.setString(1, table);
      try (ResultSet answer = ask.executeQuery()) {
        return answer.next() ? answer.getLong(1) : -1;
      }
    }
  }

  @Override
  String reason(SQLException refusal) {
    String message = "" + refusal.getMessage();
    int table = message.indexOf("for table ");
    return refusal.getErrorCode() == 1142
        ? "a right is missing: GRANT SELECT ON "
            + (table < 0 ? "its tables" : message.substring(table + 10).replaceAll("[`' ].*", ""))
            + " TO the user of the connection for plans"
        : "the database refused to explain it: error " + refusal.getErrorCode();
  }

  /** The table behind an alias, by the text. */
  private static String named(Shape shape, @Nullable String alias) {
    String name = alias == null ? "" : alias;
    List<Token> tokens = SqlLexer.tokens(shape.sql, Dialect.MYSQL);
    for (int i = 2; i < tokens.size(); i++) {
      if (tokens.get(i).text().replace("`", "").equalsIgnoreCase(name)) {
        int at = tokens.get(i - 1).is("as") ? i - 2 : i - 1;
        Token before = tokens.get(at);
        boolean table =
            before.kind() == Token.Kind.WORD && at > 0 && beginsTable(tokens.get(at - 1));
        if (table) {
          return before.text().replace("`", "");
        }
      }
    }
    return name;
  }

  private static boolean beginsTable(Token token) {
    return token.is("from") || token.is("join") || token.is(",") || token.is(".");
  }
}
