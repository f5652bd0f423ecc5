package dev.headroom.advise;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Advice for a SQLite database that somebody uses, from its file to the report: it is copied, the
 * advice built and measured on the copy, and the copy deleted. The file itself is only read.
 */
public final class SqliteAdvice implements AutoCloseable {

  private final SqliteUrl source;
  private final SqliteCopy copy;
  private final Consumer<String> progress;
  private final LongSupplier ticker;

  private SqliteAdvice(
      SqliteUrl source, SqliteCopy copy, Consumer<String> progress, LongSupplier ticker) {
    this.source = source;
    this.copy = copy;
    this.progress = progress;
    this.ticker = ticker;
  }

  /**
   * Whether a URL is for this class.
   *
   * @param url a JDBC URL
   * @return true if it begins with {@code jdbc:sqlite:}
   */
  public static boolean fits(String url) {
    return SqliteUrl.fits(url);
  }

  /**
   * Refuses a URL that cannot be used before anything is started.
   *
   * @param url {@code jdbc:sqlite:FILE}
   * @throws IllegalArgumentException if there is no such file
   * @throws SQLException if it is no database, damaged, locked or may not be read; the message says
   *     what to do
   */
  public static void check(String url) throws SQLException {
    SqliteUrl.of(url).openReadOnly(5_000).close();
  }

  /**
   * Makes a directory for a copy of the database.
   *
   * @param url {@code jdbc:sqlite:FILE}
   * @param progress told in a line what is going on
   * @return ready to copy; closing it deletes the directory with all that is in it by then
   * @throws IOException if the directory cannot be made
   */
  public static SqliteAdvice of(String url, Consumer<String> progress) throws IOException {
    SqliteUrl source = SqliteUrl.of(url);
    return new SqliteAdvice(source, SqliteCopy.of(source), progress, System::nanoTime);
  }

  /**
   * Copies the database; done by {@link #advise} too, where it was not done before.
   *
   * @throws SQLException if the file cannot be read
   * @throws IOException if the copy cannot be written
   * @throws IllegalStateException if there is no space for the copy
   */
  public void copy() throws SQLException, IOException {
    copy.fill(ticker);
  }

  /**
   * Advises.
   *
   * @param workload what the database is asked
   * @param options limits
   * @param dropUnused whether indexes that no statement of the workload uses are advised to be
   *     dropped; else they are only named
   * @return the report
   * @throws SQLException if the copy cannot be used
   * @throws IOException if it cannot be written
   */
  public AdviceReport advise(Workload workload, AdviceOptions options, boolean dropUnused)
      throws SQLException, IOException {
    if (!copy.filled()) {
      copy();
    }
    List<String> notes = new ArrayList<>(workload.notes());
    notes.addAll(copy.notes());
    try (SqliteBench bench = new SqliteBench(source.on(copy.file()), copy.file(), ticker);
        Statement statement = bench.connection().createStatement()) {
      boolean analysed = SqliteBench.exists(statement, "sqlite_stat1");
      progress.accept("counting values");
      analyse(statement, notes);
      SqliteCatalog catalog = SqliteCatalog.read(bench.connection());
      SqliteAdvisor advisor = new SqliteAdvisor(bench, catalog, options, progress, ticker);
      Advice advice = advisor.advise(workload.statements());
      notes(notes, advice, catalog);
      notes.add("the time went into: " + advisor.phases());
      if (advisor.unread() > 0) {
        notes.add(
            advisor.unread()
                + " statements were not understood: they were measured, and no index was proposed for"
                + " them");
      }
      List<AdviceReport.Drop> drops =
          new SqliteDrops(bench, catalog, advisor, notes).all(dropUnused);
      statistics(notes, analysed, bench, advisor, advice);
      return new AdviceReport(
          String.valueOf(source.file().getFileName()),
          "Built and measured on a copy, with fresh statistics (ANALYZE); the file itself was only"
              + " read. Steps are those of SQLite's virtual machine, pages are of "
              + bench.pageSize()
              + " bytes, read from an empty cache of 2 MB. Times are of a warm copy without other"
              + " load. While an index is built, writers wait.",
          notes,
          advice,
          drops);
    }
  }

  /**
   * Table by table, because one that needs what only the application has must not stop the rest.
   */
  private static void analyse(Statement statement, List<String> notes) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (var row =
        statement.executeQuery(
            "select name from pragma_table_list where schema = 'main' and type = 'table' and name"
                + " not like 'sqlite\\_%' escape '\\'")) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    for (String table : tables) {
      try {
        statement.execute("analyze " + Dialect.SQLITE.identifier(table));
      } catch (SQLException e) {
        notes.add(table + " is left out: " + e.getMessage());
      }
    }
  }

  /** What the advice is worth where nobody runs ANALYZE; the last thing done with the copy. */
  private static void statistics(
      List<String> notes, boolean analysed, SqliteBench bench, SqliteAdvisor advisor, Advice advice)
      throws SQLException {
    if (analysed) {
      if (!advice.indexes().isEmpty()) {
        notes.add("run 'analyze' when the indexes are created, or SQLite knows nothing of them");
      }
      return;
    }
    Set<String> used = new TreeSet<>();
    Collection<String> chosen = SqliteAdvisor.names(advisor.choice());
    Set<String> skipped = bench.skipped(advisor.admitted(), chosen);
    notes.add(
        skipped.isEmpty()
            ? "the database has no statistics (it was never analysed): run 'analyze' once, and"
                + " 'pragma optimize' when connections close, or SQLite may choose other indexes"
                + " than measured here"
            : "the database has no statistics (it was never analysed), and figures are of plans"
                + " without skip-scans: with them SQLite would go through "
                + String.join(" and ", skipped)
                + " by skip-scan, value by value of a first column that a statement does not ask"
                + " for, which may read far more than the table. Do not run 'analyze', or measure"
                + " afterwards");
    bench.forget(chosen);
    for (Query query : advisor.admitted()) {
      used.addAll(
          bench
              .explain(query, query.binds().isEmpty() ? List.of() : query.binds().get(0))
              .indexes());
    }
    for (IndexAdvice index : advice.indexes()) {
      if (!used.contains(index.name())) {
        notes.add(index.name() + " is not used at all before 'analyze' was run");
      }
    }
  }

  private static void notes(List<String> notes, Advice advice, SqliteCatalog catalog) {
    if (!SqlitePages.counted()) {
      notes.add("pages are not counted on this system: steps alone decide");
    }
    if (advice.indexes().stream().anyMatch(index -> index.columns().contains(" where "))) {
      notes.add(
          "an index with a condition serves only statements that have the constant in their text:"
              + " SQLite does not use it for a parameter");
    }
    for (SqliteCatalog.ForeignKey key : catalog.foreignKeys) {
      Catalog.Tab child = catalog.catalog().table(null, key.table());
      if (child != null
          && child.rows() >= 1_000
          && catalog.indexes.stream().noneMatch(index -> SqliteRedundant.serves(index, key))
          && !child.carried().containsAll(key.columns())) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s (%s) refers to %s and has no index: with 'pragma foreign_keys = on' each delete"
                    + " or change of key in %s reads %s whole; advised only where the workload has"
                    + " such",
                child.sql(),
                String.join(", ", key.columns()),
                key.parent(),
                key.parent(),
                child.sql()));
      }
    }
  }

  /**
   * Deletes the copy.
   *
   * @throws IOException if it cannot be deleted
   */
  @Override
  public void close() throws IOException {
    copy.close();
  }
}
