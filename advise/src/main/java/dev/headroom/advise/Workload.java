package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a database is asked, from where no service was observed.
 *
 * @param statements with text and, where known, binds
 * @param notes what was left out or made up, a sentence each
 */
public record Workload(List<StatementObservation> statements, List<String> notes) {

  /** Shapes of statements that a file may have; what is rarer than these is counted and left. */
  static final int MOST_SHAPES = 5_000;

  static final int MOST_KEPT = 500;

  private static final int MOST_SAMPLES = 16;
  private static final Pattern TIMES =
      Pattern.compile("(?:--|/\\*)\\s*(?:executions|calls)\\s*[:=]\\s*(\\d{1,12})");
  private static final Pattern ASKED =
      Pattern.compile(
          "(?:\\s|\\(|--[^\\n]*\\n|/\\*(?:[^*]|\\*(?!/))*\\*/)*(select|insert|update|delete|with|merge|replace|values)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Copies the lists. */
  public Workload {
    statements = List.copyOf(statements);
    notes = List.copyOf(notes);
  }

  private static final class Group {
    final List<SqlShape> samples = new ArrayList<>();
    long executions;
  }

  /**
   * Reads a file of SQL statements, each ended by a semicolon, of any length: statements that
   * differ in literals alone are one statement with several binds, executed as often as it stands
   * there. A comment {@code -- executions: 500} before or in a statement counts it so many times.
   *
   * @param file UTF-8 text
   * @return at most 500 statements, the most frequent
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if there is no statement in it
   */
  public static Workload ofFile(Path file) throws IOException {
    Map<String, Group> groups = new LinkedHashMap<>();
    long[] left = new long[2];
    String passed = "";
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    try (Reader reader =
        new java.io.BufferedReader(
            new java.io.InputStreamReader(Files.newInputStream(file), decoder), 1 << 16)) {
      SqlSplitter splitter = new SqlSplitter(reader);
      for (String sql = splitter.next(); !sql.isEmpty(); sql = splitter.next()) {
        if (!ASKED.matcher(sql).matches()) {
          passed = left[0]++ == 0 ? sql : passed; // SET, BEGIN, CREATE ... ask for no index
          continue;
        }
        Matcher times = TIMES.matcher(sql);
        long executions = times.find() ? Math.max(1, Long.parseLong(times.group(1))) : 1;
        SqlShape shape = SqlShape.of(sql);
        Group group = groups.get(shape.shape());
        if (group == null) {
          if (groups.size() >= MOST_SHAPES) {
            left[1]++;
            continue;
          }
          group = new Group();
          groups.put(shape.shape(), group);
        }
        group.executions += executions;
        if (group.samples.size() < MOST_SAMPLES) {
          if (!group.samples.contains(shape)) {
            group.samples.add(shape);
          }
        }
      }
      left[1] += splitter.tooLong();
    }
    if (groups.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": there is no SELECT, INSERT, UPDATE or DELETE in it; write statements, each ended"
              + " by a semicolon");
    }
    return of(groups, left, passed);
  }

  private static Workload of(Map<String, Group> groups, long[] left, String passed) {
    List<String> notes = new ArrayList<>();
    List<Map.Entry<String, Group>> order = new ArrayList<>(groups.entrySet());
    order.sort(Comparator.comparingLong(entry -> -entry.getValue().executions));
    List<StatementObservation> statements = new ArrayList<>();
    for (var entry : order.subList(0, Math.min(MOST_KEPT, order.size()))) {
      SqlShape.Merged merged = SqlShape.merge(entry.getValue().samples);
      statements.add(
          seen(entry.getKey(), merged.sql(), entry.getValue().executions, 0, -1, merged.binds()));
    }
    if (left[0] > 0) {
      notes.add(
          (left[0] == 1
                  ? "a statement of the file is no query and was passed over: "
                  : left[0]
                      + " statements of the file are no queries and were passed over, first: ")
              + AdviceText.clip(passed.strip().replaceAll("\\s+", " "), 60));
    }
    long rare = left[1];
    for (var entry : order.subList(Math.min(MOST_KEPT, order.size()), order.size())) {
      rare += entry.getValue().executions;
    }
    if (rare > 0) {
      notes.add(
          rare
              + " executions of statements beyond the "
              + MOST_KEPT
              + " most frequent (or longer than 1 MB) are not considered");
    }
    return new Workload(statements, notes);
  }

  /**
   * Reads the totals of {@code pg_stat_statements}: what the server was asked since they were
   * reset. They have no binds.
   *
   * @param url JDBC URL of the database
   * @return its 500 statements that took longest
   * @throws IllegalStateException if the extension is missing; the message says how to get it
   * @throws SQLException if the server refuses otherwise
   */
  public static Workload ofPgStatStatements(String url) throws SQLException {
    try (Connection connection = ServerUrl.open(url);
        Statement statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = on");
      statement.execute("set statement_timeout = '30s'");
      String schema;
      try (var row =
          statement.executeQuery(
              "select quote_ident(n.nspname) from pg_extension e join pg_namespace n on n.oid ="
                  + " e.extnamespace where extname = 'pg_stat_statements'")) {
        if (!row.next()) {
          throw new IllegalStateException(
              "this database has no pg_stat_statements: add it to shared_preload_libraries,"
                  + " restart, 'create extension pg_stat_statements', let it run for a while; or"
                  + " give a file of statements with --workload FILE.sql");
        }
        schema = row.getString(1);
      }
      List<StatementObservation> statements = new ArrayList<>();
      long hidden = 0;
      try (var rows =
          statement.executeQuery(
              "select query, sum(calls)::bigint, (sum(total_exec_time) * 1e6)::bigint,"
                  + " sum(rows)::bigint from "
                  + schema
                  + ".pg_stat_statements where dbid = (select oid from pg_database where datname ="
                  + " current_database()) and query not like '%headroom%' group by query order by 3"
                  + " desc limit "
                  + 3 * MOST_KEPT)) {
        while (rows.next() && statements.size() < MOST_KEPT) {
          String query = rows.getString(1);
          if (query == null || query.equals("<insufficient privilege>")) {
            hidden += query == null ? 0 : rows.getLong(2);
          } else if (ASKED.matcher(query).matches() && !query.contains("pg_catalog.")) {
            statements.add(
                seen(query, query, rows.getLong(2), rows.getLong(3), rows.getLong(4), List.of()));
          }
        }
      }
      List<String> notes = new ArrayList<>();
      if (hidden > 0) {
        notes.add(
            hidden
                + " executions are of other roles, whose statements this one may not see: grant it"
                + " pg_read_all_stats");
      }
      if (statements.isEmpty()) {
        throw new IllegalStateException(
            "pg_stat_statements shows no query of this database"
                + (hidden > 0
                    ? ": the role may not see those of others; grant it pg_read_all_stats"
                    : " since it was reset: let the service run for a while"));
      }
      return new Workload(statements, notes);
    }
  }

  static StatementObservation seen(
      String fingerprint,
      String sql,
      long executions,
      long nanos,
      long rows,
      List<List<Bind>> binds) {
    return new StatementObservation(
        "(background)",
        fingerprint.strip().replaceAll("\\s+", " "),
        sql,
        "",
        executions,
        executions,
        nanos,
        0,
        0,
        0,
        rows,
        0,
        0,
        0,
        0,
        1,
        1,
        binds.size(),
        -1,
        "",
        Double.NaN,
        0,
        binds);
  }
}
