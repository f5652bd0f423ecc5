package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The totals of {@code pg_stat_statements} at a moment; empty where the extension is missing. */
record StatementTotals(Map<Long, Total> byId) {

  /** Fewer executions than this in a window say nothing. */
  static final int FEWEST = 20;

  /** Means may differ by this share before anything is called slower. */
  static final double TOLERANCE = 0.25;

  private static final double NEVER_MIND_MILLIS = 0.05;

  /**
   * One statement.
   *
   * @param text as normalised by the server; empty where it was stored without
   * @param calls executions
   * @param totalMillis time of all
   * @param deviationMillis standard deviation of one
   * @param rows rows of all
   */
  record Total(String text, long calls, double totalMillis, double deviationMillis, long rows) {
    double mean() {
      return totalMillis / Math.max(1, calls);
    }

    /** What came since another moment; all of it, if the totals were reset in between. */
    Total since(Total earlier) {
      return calls < earlier.calls || totalMillis < earlier.totalMillis
          ? this
          : new Total(
              text,
              calls - earlier.calls,
              totalMillis - earlier.totalMillis,
              deviationMillis,
              rows - earlier.rows);
    }

    boolean writes() {
      return WRITES.matcher(text).lookingAt();
    }
  }

  private static final Pattern WRITES =
      Pattern.compile("\\s*(insert|update|delete|merge)\\b", Pattern.CASE_INSENSITIVE);

  /** Those of this database that the role may see and that name the table. */
  static StatementTotals of(Connection connection, String table) throws SQLException {
    Map<Long, Total> found = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement()) {
      String schema;
      try (var row =
          statement.executeQuery(
              "select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid ="
                  + " e.extnamespace where extname = 'pg_stat_statements'")) {
        if (!row.next()) {
          return new StatementTotals(found);
        }
        schema = row.getString(1);
      }
      Pattern named = named(table);
      try (var rows =
          statement.executeQuery(
              "select queryid, query, calls, total_exec_time, stddev_exec_time, rows from "
                  + schema
                  + ".pg_stat_statements where dbid = (select oid from pg_database where datname ="
                  + " current_database()) and queryid is not null")) {
        while (rows.next()) {
          String text = rows.getString(2);
          if (text != null && named.matcher(text).find() && asked(text)) {
            found.merge(
                rows.getLong(1),
                new Total(
                    text, rows.getLong(3), rows.getDouble(4), rows.getDouble(5), rows.getLong(6)),
                StatementTotals::sum); // of several users
          }
        }
      }
    } catch (SQLException e) {
      if ("55000".equals(e.getSQLState())) {
        return new StatementTotals(Map.of()); // installed, but not preloaded
      }
      throw e;
    }
    return new StatementTotals(found);
  }

  private static Total sum(Total one, Total other) {
    return new Total(
        one.text(),
        one.calls() + other.calls(),
        one.totalMillis() + other.totalMillis(),
        Math.max(one.deviationMillis(), other.deviationMillis()),
        one.rows() + other.rows());
  }

  private static Pattern named(String table) {
    return Pattern.compile(
        "(?<![\\w$])" + Pattern.quote(Sql.unqualified(table)) + "(?![\\w$])",
        Pattern.CASE_INSENSITIVE);
  }

  /** What an application asks; no DDL, no EXPLAIN of this program. */
  private static boolean asked(String text) {
    String first = text.stripLeading().toLowerCase(Locale.ROOT);
    return first.startsWith("select")
        || first.startsWith("with")
        || first.startsWith("insert")
        || first.startsWith("update")
        || first.startsWith("delete")
        || first.startsWith("merge");
  }

  /**
   * Statements of a window against what they were before. A mean is slower when it is above the
   * former one by the tolerance, by what was promised for written rows, and by three times what
   * chance does to a mean of so many.
   *
   * @param former totals before the change
   * @param begin totals at the begin of the window
   * @param nanosPerRow promised for each written row; 0 for reads and drops
   */
  List<AdviceReport.Check> against(
      StatementTotals former, StatementTotals begin, double nanosPerRow) {
    List<AdviceReport.Check> checks = new ArrayList<>();
    for (var entry : byId.entrySet()) {
      Total before = former.byId.get(entry.getKey());
      Total start = begin.byId.get(entry.getKey());
      if (before == null || before.calls() < FEWEST) {
        continue;
      }
      Total window = start == null ? entry.getValue() : entry.getValue().since(start);
      if (window.calls() < FEWEST) {
        continue;
      }
      double promised =
          window.writes() ? nanosPerRow / 1e6 * Math.max(1, window.rows()) / window.calls() : 0;
      double limit =
          before.mean() * (1 + TOLERANCE)
              + promised
              + 3 * before.deviationMillis() / Math.sqrt((double) window.calls())
              + NEVER_MIND_MILLIS;
      checks.add(
          new AdviceReport.Check(
              "mean of "
                  + window.calls()
                  + " executions of "
                  + AdviceText.clip(oneLine(window), 80),
              AdviceText.time(before.mean() * 1e6),
              "at most " + AdviceText.time(limit * 1e6),
              AdviceText.time(window.mean() * 1e6),
              window.mean() <= limit));
    }
    return checks;
  }

  private static String oneLine(Total total) {
    return total.text().isEmpty() ? "a statement" : total.text().strip().replaceAll("\\s+", " ");
  }
}
