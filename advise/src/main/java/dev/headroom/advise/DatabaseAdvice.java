package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Advice for a database that somebody uses, from its address to the report: the workload is read,
 * the database copied, the advice built and measured on the copy, and the copy dropped. The
 * database itself is only read.
 */
public final class DatabaseAdvice implements AutoCloseable {

  /** What a business does once it does within this time; shorter counters say nothing. */
  private static final Duration CYCLE = Duration.ofDays(31);

  private final String source;
  private final DatabaseCopy copy;
  private final Consumer<String> progress;

  private DatabaseAdvice(String source, DatabaseCopy copy, Consumer<String> progress) {
    this.source = source;
    this.copy = copy;
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
   * @throws SQLException if a server refuses
   */
  public static DatabaseAdvice of(
      String source, String scratch, DatabaseCopy.Limits limits, Consumer<String> progress)
      throws SQLException {
    return new DatabaseAdvice(source, DatabaseCopy.of(source, scratch, limits, progress), progress);
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
   * Advises.
   *
   * @param workload what the database is asked
   * @param options limits
   * @param where words for the server of the copy, for example {@code an embedded PostgreSQL 18}
   * @return the report
   * @throws SQLException if the copy's server fails
   */
  public AdviceReport advise(Workload workload, AdviceOptions options, String where)
      throws SQLException {
    List<String> notes = new ArrayList<>(workload.notes());
    notes.addAll(copy.notes());
    Workload filled = new Workload(BindGuess.fill(copy.url(), workload.statements()), List.of());
    long guessed =
        java.util.stream.IntStream.range(0, filled.statements().size())
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
    Advice advice = new IndexAdvisor(options, progress).advise(copy.url(), filled.statements());
    List<AdviceReport.Drop> drops = drops(notes);
    if (advice.indexes().stream().anyMatch(index -> index.ddl().contains("gin_trgm_ops"))) {
      notes.add("trigram indexes need 'create extension if not exists pg_trgm' first");
    }
    return new AdviceReport(
        ServerUrl.of(source).database(),
        "Built and measured on a copy in "
            + where
            + "; the database itself was only read. Times are of a warm copy without other load:"
            + " compare them with each other, not with production.",
        notes,
        advice,
        drops);
  }

  private List<AdviceReport.Drop> drops(List<String> notes) throws SQLException {
    try (Connection connection = ServerUrl.open(source)) {
      connection.setReadOnly(true);
      Redundant redundant = Redundant.read(connection);
      List<AdviceReport.Drop> drops = redundant.drops(CYCLE);
      notes.addAll(redundant.notes());
      return drops;
    }
  }

  String copyUrl() {
    return copy.url();
  }

  /**
   * Drops the copy.
   *
   * @throws SQLException if the server refuses
   */
  @Override
  public void close() throws SQLException {
    copy.close();
  }
}
