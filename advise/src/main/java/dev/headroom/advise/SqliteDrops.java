package dev.headroom.advise;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What could be dropped, tried on the copy: duplicates are hidden, and every statement is planned
 * again and, where its plan changed, executed; one that becomes slower keeps its index. Only then
 * is looked what no statement uses, so that of two indexes that stand for each other one stays.
 */
final class SqliteDrops {

  private static final double WORSE = 1.25;
  private static final double WORSE_MICROS = 100;

  private final SqliteBench bench;
  private final SqliteCatalog catalog;
  private final SqliteAdvisor advisor;
  private final List<String> notes;
  private final Set<String> shown;

  SqliteDrops(SqliteBench bench, SqliteCatalog catalog, SqliteAdvisor advisor, List<String> notes) {
    this.bench = bench;
    this.catalog = catalog;
    this.advisor = advisor;
    this.notes = notes;
    this.shown = new TreeSet<>(SqliteAdvisor.names(advisor.choice()));
  }

  List<AdviceReport.Drop> all(boolean unused) throws SQLException {
    List<AdviceReport.Drop> drops = duplicates();
    Set<String> used = new TreeSet<>();
    for (Query query : advisor.admitted()) {
      used.addAll(bench.existingUsed(query, shown, catalog.indexes));
    }
    for (SqliteCatalog.Index index : catalog.indexes) {
      if (!SqliteRedundant.droppable(index)
          || used.contains(index.name())
          || drops.stream().anyMatch(drop -> drop.index().equals(index.name()))
          || catalog.foreignKeys.stream().anyMatch(key -> SqliteRedundant.serves(index, key))) {
        continue;
      }
      String reason =
          "no statement of this workload uses it (low confidence: SQLite counts no scans, and the"
              + " workload may not be all)";
      if (unused) {
        drops.add(SqliteRedundant.drop(index, reason));
      } else {
        notes.add(
            "index "
                + index.name()
                + " of "
                + index.table()
                + " ("
                + AdviceText.bytes(index.sizeBytes())
                + "): "
                + reason
                + "; it is not advised to drop it unless --drop-unused is given");
      }
    }
    return drops;
  }

  private List<AdviceReport.Drop> duplicates() throws SQLException {
    List<AdviceReport.Drop> drops = new ArrayList<>();
    for (AdviceReport.Drop drop : SqliteRedundant.duplicates(catalog, advisor.choice())) {
      bench.adopt(drop.index());
      Query slower = slower();
      if (slower == null) {
        drops.add(drop);
      } else {
        shown.add(drop.index());
        notes.add(
            "index "
                + drop.index()
                + " is "
                + drop.reason()
                + ", and stays: without it this needs more: "
                + AdviceText.clip(slower.label(), 100));
      }
    }
    return drops;
  }

  private @org.jspecify.annotations.Nullable Query slower() throws SQLException {
    for (Query query : advisor.admitted()) {
      if (advisor.work(query, shown) > WORSE * advisor.work(query) + WORSE_MICROS) {
        return query;
      }
    }
    return null;
  }
}
