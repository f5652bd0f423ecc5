package dev.headroom.observe;

import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PlanObservation.Scan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL's generic plan: what it does whatever the binds are. */
final class PostgresExplainer extends Explainer {

  private static final String NAME = "headroom_plan";

  private static final Pattern NODE =
      Pattern.compile("^(\\s*(?:->\\s+)?)(.*?)  \\(cost=\\S+ rows=(\\d+) width=\\d+\\)$");

  private static final Pattern SCAN =
      Pattern.compile("^(?:Parallel )?Seq Scan on (\\S+?\\.\\S+|\"[^\"]*\"\\S*|\\S+).*");

  PostgresExplainer(Connection connection) {
    super(connection);
  }

  @Override
  Dialect dialect() {
    return Dialect.POSTGRESQL;
  }

  @Override
  PlanObservation explain(Shape shape) throws SQLException {
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    try {
      execute("set local statement_timeout = 2000");
      execute("set local lock_timeout = 200");
      execute("set local plan_cache_mode = force_generic_plan");
      int count = Explainable.placeholders(shape.sql, Dialect.POSTGRESQL);
      String text = Explainable.bound(shape.sql, Dialect.POSTGRESQL, number -> "$" + number);
      execute("prepare " + NAME + " as " + text);
      String nulls =
          count == 0 ? "" : "(" + String.join(", ", Collections.nCopies(count, "null")) + ")";
      return read(shape, lines("explain (verbose) execute " + NAME + nulls, 1));
    } finally {
      // What is prepared outlives the transaction, and an unknown one cannot be dropped in it.
      connection.rollback();
      execute("deallocate all");
      connection.rollback();
    }
  }

  private PlanObservation read(Shape shape, List<String> lines) throws SQLException {
    StringBuilder plan = new StringBuilder();
    List<Scan> scans = new ArrayList<>();
    long rows = -1;
    for (String line : lines) {
      Matcher node = NODE.matcher(line);
      if (node.matches()) {
        long expected = Long.parseLong(node.group(3));
        rows = rows < 0 ? expected : rows;
        Matcher scan = SCAN.matcher(node.group(2));
        if (scan.matches()) {
          scans.add(new Scan(bare(scan.group(1)), tableRows(scan.group(1)), expected));
        }
        plan.append(node.group(1)).append(node.group(2)).append(" (rows=").append(expected);
        plan.append(")\n");
      } else if (!line.trim().startsWith("Output:")) {
        plan.append(detail(line)).append('\n');
      }
    }
    return new PlanObservation(shape.fingerprint, plan.toString(), scans, rows, "");
  }

  /** {@code Filter: (name = 'x'::text)} without its literals. */
  private static String detail(String line) {
    int colon = line.indexOf(": ");
    return colon < 0
        ? Fingerprint.of(line, Dialect.POSTGRESQL)
        : line.substring(0, colon + 2)
            + Fingerprint.of(line.substring(colon + 2), Dialect.POSTGRESQL);
  }

  private static String bare(String table) {
    return table.substring(table.lastIndexOf('.') + 1).replace("\"", "");
  }

  /** Rows of a table by the statistics; -1 before the first ANALYZE. */
  private long tableRows(String table) throws SQLException {
    try (PreparedStatement ask =
        connection.prepareStatement(
            "select reltuples::bigint from pg_class where oid = to_regclass(?)")) {
      ask.setString(1, table);
      try (ResultSet answer = ask.executeQuery()) {
        return answer.next() ? answer.getLong(1) : -1;
      }
    }
  }

  @Override
  Map<String, Long> changes() throws SQLException {
    Map<String, Long> totals = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select schemaname || '.' || relname, n_tup_ins + n_tup_upd + n_tup_del"
                    + " from pg_stat_user_tables")) {
      while (rows.next()) {
        totals.put(rows.getString(1), rows.getLong(2));
      }
    }
    return totals;
  }

  private static final Pattern DENIED =
      Pattern.compile("permission denied for (table|view|relation|schema|function) (\\S+)");

  @Override
  String reason(SQLException refusal) {
    String message = String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
    String state = String.valueOf(refusal.getSQLState());
    Matcher denied = DENIED.matcher(message);
    if (state.equals("42501") && denied.find()) {
      String kind = denied.group(1);
      String right =
          kind.equals("schema")
              ? "USAGE ON SCHEMA"
              : kind.equals("function") ? "EXECUTE ON FUNCTION" : "SELECT ON";
      return "a right is missing: GRANT " + right + " " + denied.group(2) + " TO " + user();
    }
    return switch (state) {
      case "42P01" ->
          "the table is not visible to the connection for plans (another search_path, or a"
              + " temporary table): "
              + message;
      case "57014" -> "the database took more than 2 s to plan it";
      case "55P03" -> "a table is locked, and 200 ms were not enough to wait for it";
      default -> "the database refused to explain it: SQL state " + state;
    };
  }

  private String user() {
    try {
      return lines("select quote_ident(current_user)", 1).get(0);
    } catch (SQLException e) {
      return "the role of the connection for plans";
    } finally {
      try {
        connection.rollback();
      } catch (SQLException alsoBroken) {
        // the next statement says so
      }
    }
  }
}
