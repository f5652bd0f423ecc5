package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Carries advice out on the file itself, and takes back what does not hold its promise.
 *
 * <p>In SQLite, creating and dropping an index are part of a transaction. So each change has one of
 * its own ({@code begin immediate}), in which it is made and then put to the proof: the plans of
 * its statements must use the index, and their steps must fall by at least half of what the copy
 * promised; after a drop no statement may need a quarter more. Only then it is committed; else
 * rolled back, and the file is as it was. No reader sees an index that was not proved, and a
 * process that is killed leaves nothing half done. The price: writers wait for building and for
 * proving, at most a second for a statement and bind.
 *
 * <p>Indexes that help only together fail alone; what failed alone is tried once more in one
 * transaction. Only statements that read are executed; of those that write, the plan is looked at.
 */
public final class SqliteApply {

  private static final int BUSY_MILLIS = 5_000;
  private static final long PROOF_MILLIS = 1_000;
  private static final int MOST_BINDS = 3;
  private static final long FEW_STEPS = 200;
  private static final double WORSE = 1.25;
  private static final Pattern READS =
      Pattern.compile("[\\s(]*(?:select|values)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /**
   * What became of one change.
   *
   * @param index its name
   * @param kept whether it was made and stayed
   * @param text one sentence, with what was measured
   */
  public record Outcome(String index, boolean kept, String text) {}

  private final Connection connection;
  private final SqliteMeter meter;
  private final Consumer<String> progress;
  private final LongSupplier ticker;

  private SqliteApply(Connection connection, Consumer<String> progress, LongSupplier ticker)
      throws SQLException {
    this.connection = connection;
    this.progress = progress;
    this.ticker = ticker;
    try (Statement statement = connection.createStatement()) {
      meter =
          new SqliteMeter(
              connection, (int) SqliteCopy.number(statement, "pragma page_size"), ticker);
    }
  }

  /**
   * Creates and drops what a report advises.
   *
   * @param url {@code jdbc:sqlite:FILE}, the database that the report is about
   * @param report the advice
   * @param workload what it was made from; drops are held against all of it
   * @param progress told in a line what is going on
   * @return an outcome for each index, in the order of the report
   * @throws SQLException if the file cannot be written, or is locked for more than 5 s (or what
   *     {@code busy_timeout} in the URL says); the message says what was done until then
   */
  public static List<Outcome> apply(
      String url, AdviceReport report, Workload workload, Consumer<String> progress)
      throws SQLException {
    SqliteUrl source = SqliteUrl.of(url);
    source.openReadOnly(BUSY_MILLIS).close();
    List<Outcome> outcomes = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      if (!source.waits()) {
        statement.execute("pragma busy_timeout = " + BUSY_MILLIS);
      }
      SqliteApply apply = new SqliteApply(connection, progress, System::nanoTime);
      apply.create(report.advice().indexes(), outcomes);
      apply.drop(report.drops(), workload.statements(), outcomes);
      return outcomes;
    } catch (SQLException e) {
      SQLException told = source.explained(e);
      throw new SQLException(
          told.getMessage()
              + (outcomes.isEmpty() ? "; nothing was changed" : "; done before: " + outcomes),
          e.getSQLState(),
          e);
    }
  }

  private void create(List<IndexAdvice> indexes, List<Outcome> outcomes) throws SQLException {
    Map<IndexAdvice, String> failed = new LinkedHashMap<>();
    for (IndexAdvice index : indexes) {
      progress.accept("creating " + index.name());
      String told = attempt(List.of(index), outcomes);
      if (told != null) {
        failed.put(index, told);
      }
    }
    if (failed.size() > 1) {
      progress.accept("creating " + failed.size() + " indexes together");
      if (attempt(List.copyOf(failed.keySet()), outcomes) == null) {
        return;
      }
    }
    failed.forEach(
        (index, told) ->
            outcomes.add(
                new Outcome(index.name(), false, "not created: " + told + "; taken back")));
  }

  /** Makes indexes in one transaction; null if they stay, else why they do not. */
  private @Nullable String attempt(List<IndexAdvice> indexes, List<Outcome> outcomes)
      throws SQLException {
    Map<StatementEffect, long[]> before = new LinkedHashMap<>();
    for (IndexAdvice index : indexes) {
      for (StatementEffect effect : index.helped()) {
        before.put(effect, steps(effect.statement()));
      }
    }
    begin();
    try {
      long begin = ticker.getAsLong();
      for (IndexAdvice index : indexes) {
        execute(index.ddl());
        if (analysed()) {
          execute("analyze " + Dialect.SQLITE.identifier(index.name()));
        }
      }
      String built = AdviceText.time(ticker.getAsLong() - begin);
      List<Outcome> proved = new ArrayList<>();
      for (IndexAdvice index : indexes) {
        StringBuilder told = new StringBuilder();
        String breach = prove(index, before, told);
        if (breach != null) {
          execute("rollback");
          return breach;
        }
        proved.add(
            new Outcome(
                index.name(),
                true,
                "created on "
                    + index.table()
                    + " "
                    + index.columns()
                    + ", writers waited "
                    + built
                    + " for the building; "
                    + told
                    + "undo: "
                    + index.undo()));
      }
      execute("commit");
      outcomes.addAll(proved);
      return null;
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    }
  }

  private @Nullable String prove(
      IndexAdvice index, Map<StatementEffect, long[]> before, StringBuilder told)
      throws SQLException {
    boolean used = false;
    for (StatementEffect effect : index.helped()) {
      used |= uses(effect.statement(), index.name());
      long[] was = before.getOrDefault(effect, new long[0]);
      long[] is = steps(effect.statement());
      if (was.length == 0 || is.length == 0) {
        continue; // it writes: only its plan is known
      }
      double promised = effect.ownSaving();
      double fell = 1 - (double) sum(is) / Math.max(1, sum(was));
      if (fell < promised / 2 && sum(is) > FEW_STEPS * is.length) {
        return String.format(
            Locale.ROOT,
            "steps of '%s' went from %,d to %,d, promised were %.0f %% less",
            AdviceText.clip(effect.statement().fingerprint(), 80),
            sum(was),
            sum(is),
            100 * promised);
      }
      told.append(
          String.format(
              Locale.ROOT,
              "steps of '%s' %,d -> %,d; ",
              AdviceText.clip(effect.statement().fingerprint(), 60),
              sum(was),
              sum(is)));
    }
    return used
        ? null
        : "no plan of its statements uses it on this file"
            + (analysed() ? "" : " (it has no statistics: run 'analyze' first)");
  }

  private void drop(
      List<AdviceReport.Drop> drops, List<StatementObservation> workload, List<Outcome> outcomes)
      throws SQLException {
    for (AdviceReport.Drop drop : drops) {
      progress.accept("dropping " + drop.index());
      Map<StatementObservation, long[]> before = new LinkedHashMap<>();
      for (StatementObservation seen : workload) {
        if (uses(seen, drop.index())) {
          before.put(seen, steps(seen));
        }
      }
      begin();
      try {
        execute(drop.ddl());
        String breach = null;
        for (var entry : before.entrySet()) {
          long was = sum(entry.getValue());
          long is = sum(steps(entry.getKey()));
          if (is > WORSE * was + FEW_STEPS) {
            breach =
                String.format(
                    Locale.ROOT,
                    "not dropped: steps of '%s' went from %,d to %,d without it; taken back",
                    AdviceText.clip(entry.getKey().fingerprint(), 80),
                    was,
                    is);
          }
        }
        execute(breach == null ? "commit" : "rollback");
        outcomes.add(
            new Outcome(
                drop.index(),
                breach == null,
                breach == null ? "dropped (" + drop.reason() + "); undo: " + drop.undo() : breach));
      } catch (SQLException | RuntimeException e) {
        rollback(e);
        throw e;
      }
    }
  }

  /** Steps with some of its binds; empty if it writes, has no binds or cannot be executed. */
  private long[] steps(StatementObservation seen) throws SQLException {
    if (!READS.matcher(seen.sql()).matches()) {
      return new long[0];
    }
    List<Long> counts = new ArrayList<>();
    for (List<Bind> binds : binds(seen)) {
      try {
        counts.add(meter.execute(seen.sql(), binds, SqliteMeter.FINE, PROOF_MILLIS).steps());
      } catch (SQLException e) {
        if (!Engine.TOO_LONG.equals(e.getSQLState())) {
          return new long[0]; // advised on nevertheless: nothing of it is proved here
        }
        counts.add(PROOF_MILLIS * 40_000); // about what a second of steps is
      }
    }
    return counts.stream().mapToLong(Long::longValue).toArray();
  }

  private static List<List<Bind>> binds(StatementObservation seen) {
    int parameters = SqliteText.of(seen.sql()).parameters();
    if (parameters == 0) {
      return List.of(List.of());
    }
    return seen.samples().stream()
        .filter(bind -> bind.size() == parameters)
        .limit(MOST_BINDS)
        .toList();
  }

  private boolean uses(StatementObservation seen, String index) {
    for (List<Bind> binds : binds(seen)) {
      try (PreparedStatement explain =
          connection.prepareStatement("explain query plan " + seen.sql())) {
        SqliteBinds.set(explain, binds);
        if (SqlitePlan.of(explain, List.of(index)).indexes().contains(index)) {
          return true;
        }
      } catch (SQLException e) {
        return false; // it does not plan: nothing depends on an index
      }
    }
    return false;
  }

  private boolean analysed() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return SqliteBench.exists(statement, "sqlite_stat1");
    }
  }

  private void begin() throws SQLException {
    execute("begin immediate");
  }

  private void rollback(Exception because) {
    try {
      execute("rollback");
    } catch (SQLException e) {
      because.addSuppressed(e); // SQLite has rolled back by itself
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
