package dev.headroom.advise;

import dev.headroom.loop.Finding;
import dev.headroom.loop.StatementObservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Advice for a database that somebody uses, from its address to the report. Either the database is
 * copied and the advice built and measured on the copy, or its own planner is asked with
 * hypothetical indexes. The database itself is only read, by connections of this class with
 * time-outs.
 */
public final class DatabaseAdvice implements AutoCloseable {

  /** What a business does once it does within this time; shorter counters say nothing. */
  private static final Duration CYCLE = Duration.ofDays(31);

  private final String source;
  private final @Nullable DatabaseCopy copy;
  private final String instead;
  private final Consumer<String> progress;
  private List<StatementObservation> statements = List.of();

  private DatabaseAdvice(
      String source, @Nullable DatabaseCopy copy, String instead, Consumer<String> progress) {
    this.source = source;
    this.copy = copy;
    this.instead = instead;
    this.progress = progress;
  }

  /**
   * Copies the database.
   *
   * @param source JDBC URL of the database to advise on; it is only read
   * @param scratch JDBC URL of a server for the copy, as a superuser
   * @param limits how much is copied
   * @param progress told in a line what is going on
   * @return ready to advise; closing it drops the copy
   * @throws NoCopyException if there is no room, or nothing that may be read
   * @throws SQLException if a server refuses
   */
  public static DatabaseAdvice of(
      String source, String scratch, DatabaseCopy.Limits limits, Consumer<String> progress)
      throws SQLException {
    DatabaseAdvice advice = planned(source, scratch, progress);
    advice.copy(limits);
    return advice;
  }

  /**
   * The same in two steps, so that whoever may be interrupted can close it while it copies.
   *
   * @param source JDBC URL of the database to advise on; it is only read
   * @param scratch JDBC URL of a server for the copy, as a superuser
   * @param progress told in a line what is going on
   * @return to be closed; {@link #copy} comes next
   */
  public static DatabaseAdvice planned(String source, String scratch, Consumer<String> progress) {
    return new DatabaseAdvice(source, DatabaseCopy.planned(source, scratch), "", progress);
  }

  /**
   * Makes the copy.
   *
   * @param limits how much is copied
   * @throws NoCopyException if there is no room, or nothing that may be read
   * @throws SQLException if a server refuses
   */
  public void copy(DatabaseCopy.Limits limits) throws SQLException {
    if (copy != null) {
      copy.fill(limits, progress);
    }
  }

  /**
   * Asks the database's own planner with hypothetical indexes, by the extension HypoPG.
   *
   * @param source JDBC URL of the database to advise on; nothing is built or executed on it
   * @param instead why there is no copy, a clause for the report; empty if it was asked for
   * @param progress told in a line what is going on
   * @return ready to advise
   * @throws IllegalStateException if the extension cannot be used; the message says what to do
   * @throws SQLException if the server refuses
   */
  public static DatabaseAdvice hypothetical(
      String source, String instead, Consumer<String> progress) throws SQLException {
    try (Connection connection = ServerUrl.openReadOnly(source)) {
      HypoPg.find(connection);
    }
    return new DatabaseAdvice(source, null, instead, progress);
  }

  /**
   * Refuses an address that cannot be used before anything is started.
   *
   * @param source JDBC URL
   * @throws IllegalArgumentException if it is no URL of a PostgreSQL database
   * @throws SQLException if nobody answers there or the role is not let in
   */
  public static void check(String source) throws SQLException {
    ServerUrl.of(source);
    ServerUrl.open(source).close();
  }

  /**
   * Indexes that a database could do without, by its catalog and counters.
   *
   * @param source JDBC URL; only read, with time-outs
   * @return findings of the kinds unused and duplicate index
   * @throws SQLException if the server refuses
   */
  public static List<Finding> superfluous(String source) throws SQLException {
    try (Connection connection = ServerUrl.openReadOnly(source)) {
      return Redundant.read(connection).drops(CYCLE).stream().map(Findings::superfluous).toList();
    }
  }

  /**
   * Advises.
   *
   * @param workload what the database is asked
   * @param options limits
   * @param where words for the server of the copy, for example {@code an embedded PostgreSQL 18}
   * @return the report
   * @throws SQLException if a server fails
   */
  public AdviceReport advise(Workload workload, AdviceOptions options, String where)
      throws SQLException {
    List<String> notes = new ArrayList<>(workload.notes());
    Workload filled = filled(workload, notes);
    statements = filled.statements();
    String measured;
    Advice advice;
    if (copy != null) {
      notes.addAll(copy.notes());
      measured =
          "Built and measured on a copy in "
              + where
              + "; the database itself was only read. Times are of a warm copy without other load:"
              + " compare them with each other, not with production.";
      advice = new IndexAdvisor(options, progress).advise(copy.url(), filled.statements());
    } else {
      measured = asked();
      advice = new IndexAdvisor(options, progress).ask(source, filled.statements());
    }
    List<AdviceReport.Drop> drops = new ArrayList<>();
    try (Connection connection = ServerUrl.openReadOnly(source)) {
      Redundant redundant = Redundant.read(connection);
      drops.addAll(redundant.drops(CYCLE));
      notes.addAll(redundant.notes());
      advice = WriteRates.read(connection).on(advice);
    }
    if (copy != null && !drops.isEmpty()) {
      progress.accept("planning without " + drops.size() + " indexes");
      drops = new DropTrial(copy.url(), options, filled.statements()).tried(drops, notes);
    }
    if (advice.indexes().stream().anyMatch(index -> index.ddl().contains("gin_trgm_ops"))) {
      notes.add("trigram indexes need 'create extension if not exists pg_trgm' first");
    }
    return new AdviceReport(
        ServerUrl.of(source).database(),
        copy != null ? AdviceReport.COPY : AdviceReport.HYPOPG,
        measured,
        notes,
        advice,
        drops,
        List.of());
  }

  /**
   * What was advised on.
   *
   * @return statements with their binds, sampled or made up; empty before {@link #advise}
   */
  public List<StatementObservation> statements() {
    return statements;
  }

  private Workload filled(Workload workload, List<String> notes) throws SQLException {
    Workload filled;
    try (Connection connection =
        copy != null ? ServerUrl.open(copy.url()) : ServerUrl.openReadOnly(source)) {
      filled =
          new Workload(BindGuess.fill(connection, workload.statements(), copy == null), List.of());
    }
    long guessed =
        IntStream.range(0, filled.statements().size())
            .filter(
                i ->
                    !filled
                        .statements()
                        .get(i)
                        .samples()
                        .equals(workload.statements().get(i).samples()))
            .count();
    if (guessed > 0) {
      notes.add(
          guessed
              + " statements came without binds: theirs are made up from rows of the tables;"
              + " what the application really asks for may be rarer or more frequent");
    }
    return filled;
  }

  private String asked() throws SQLException {
    try (Connection connection = ServerUrl.openReadOnly(source);
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select split_part(current_setting('server_version'), ' ', 1)")) {
      row.next();
      return "Asked of the database's own planner (PostgreSQL "
          + row.getString(1)
          + ") with hypothetical indexes (HypoPG "
          + HypoPg.find(connection).version()
          + ")"
          + (instead.isEmpty() ? "" : ", because a copy was not possible: " + instead)
          + ". Nothing was built, executed or changed. So there are the planner's costs and no times"
          + " and no pages; sizes and what writes pay are estimates; GIN indexes are not known to it,"
          + " and how selective an expression is, it guesses.";
    }
  }

  String copyUrl() {
    return copy == null ? "" : copy.url();
  }

  /**
   * Drops the copy.
   *
   * @throws SQLException if the server refuses
   */
  @Override
  public void close() throws SQLException {
    if (copy != null) {
      copy.close();
    }
  }
}
