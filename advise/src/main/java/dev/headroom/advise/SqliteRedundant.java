package dev.headroom.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Indexes of a SQLite database that cost writes and serve nothing. A duplicate has the same
 * collations, directions and condition as another index whose keys begin with its own. Never named:
 * what enforces something, and what SQLite made by itself.
 */
final class SqliteRedundant {

  private SqliteRedundant() {}

  /**
   * Indexes that others cover.
   *
   * @param advised what is to be created, and covers from then on
   */
  static List<AdviceReport.Drop> duplicates(SqliteCatalog catalog, Set<Candidate> advised) {
    List<SqliteCatalog.Index> kept = new ArrayList<>(catalog.indexes);
    for (Candidate candidate : advised) {
      List<Candidate.Key> keys = new ArrayList<>(candidate.keys());
      candidate.include().forEach(column -> keys.add(Candidate.Key.of(column)));
      String table = candidate.table().name();
      kept.add(
          new SqliteCatalog.Index(
              candidate.name(),
              table,
              false,
              "c",
              keys,
              SqliteDdl.squeezed(candidate.where()),
              candidate.ddl(),
              0));
    }
    List<AdviceReport.Drop> drops = new ArrayList<>();
    // The newest first: of two that are equal, the older stays.
    for (int i = catalog.indexes.size() - 1; i >= 0; i--) {
      SqliteCatalog.Index index = catalog.indexes.get(i);
      if (!droppable(index)) {
        continue;
      }
      String reason = null;
      for (SqliteCatalog.Index other : kept) {
        if (!other.equals(index) && covers(other, index)) {
          reason =
              (other.keys().size() == index.keys().size() ? "the same as " : "a prefix of ")
                  + (catalog.indexes.contains(other) ? "" : "the advised ")
                  + other.name();
          break;
        }
      }
      for (Catalog.Tab table : catalog.tables) {
        if (reason == null
            && table.name().equals(index.table())
            && index.where().isEmpty()
            && table.indexes().stream()
                .anyMatch(
                    key ->
                        key.name().equals(SqliteCatalog.ROWID)
                            && key.keys().equals(index.keys()))) {
          reason = "the same as the table's own order, by its INTEGER PRIMARY KEY";
        }
      }
      if (reason != null) {
        kept.remove(index);
        drops.add(drop(index, reason));
      }
    }
    return drops;
  }

  private static boolean covers(SqliteCatalog.Index other, SqliteCatalog.Index index) {
    return other.table().equals(index.table())
        && other.where().equals(index.where())
        && other.keys().size() >= index.keys().size()
        && other.keys().subList(0, index.keys().size()).equals(index.keys());
  }

  static boolean droppable(SqliteCatalog.Index index) {
    return !index.unique() && index.origin().equals("c") && !index.ddl().isEmpty();
  }

  static AdviceReport.Drop drop(SqliteCatalog.Index index, String reason) {
    return new AdviceReport.Drop(
        index.name(),
        index.table(),
        reason,
        index.sizeBytes(),
        -1,
        "drop index if exists " + Dialect.SQLITE.identifier(index.name()),
        index.ddl());
  }

  /** The index whose first keys are a foreign key's columns, in any order. */
  static boolean serves(SqliteCatalog.Index index, SqliteCatalog.ForeignKey key) {
    return index.table().equals(key.table())
        && index.where().isEmpty()
        && index.keys().size() >= key.columns().size()
        && index.keys().subList(0, key.columns().size()).stream()
            .map(Candidate.Key::column)
            .toList()
            .containsAll(key.columns());
  }
}
