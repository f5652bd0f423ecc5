package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Indexes that cost writes and serve nothing.
 *
 * <p>A duplicate is covered by another index of the same table, method, operator classes,
 * collations, directions and predicate, whose keys begin with its own. Unused is what no scan used
 * for at least a business cycle, with statistics that were not reset meanwhile. Never named: what
 * enforces something (primary keys, unique, exclusion), replica identity, what a table is clustered
 * by, and the only index behind a foreign key. Scans on replicas are not seen here.
 */
final class Redundant {

  private record Index(
      String name,
      String table,
      long tableId,
      String method,
      List<String> keys,
      Set<String> carried,
      String predicate,
      boolean keeps,
      long scans,
      long sizeBytes,
      String definition,
      List<String> columns) {

    /** Whether all that the other serves is served by this one. */
    boolean covers(Index other) {
      return tableId == other.tableId
          && method.equals(other.method)
          && predicate.equals(other.predicate)
          && keys.size() >= other.keys.size()
          && keys.subList(0, other.keys.size()).equals(other.keys)
          && (method.equals("btree") || keys.size() == other.keys.size())
          && carried.containsAll(other.carried);
    }
  }

  private record ForeignKey(
      String name, String table, long tableId, Set<String> columns, double rows) {
    boolean servedBy(Index index) {
      return index.tableId() == tableId
          && index.predicate().isEmpty()
          && index.method().equals("btree")
          && index.columns().size() >= columns.size()
          && columns.equals(new TreeSet<>(index.columns().subList(0, columns.size())));
    }
  }

  private static final String LIST =
      "select i.indexrelid::regclass, i.indrelid::regclass, i.indrelid::bigint, m.amname,"
          + " (select string_agg(coalesce(pg_get_indexdef(i.indexrelid, k, false), '') || ' ' ||"
          + " i.indclass[k - 1] || ' ' || i.indcollation[k - 1] || ' ' || i.indoption[k - 1],"
          + " chr(10) order by k) from generate_series(1, i.indnkeyatts) k), (select"
          + " string_agg(pg_get_indexdef(i.indexrelid, k, false), chr(10)) from"
          + " generate_series(i.indnkeyatts + 1, i.indnatts) k), coalesce(pg_get_expr(i.indpred,"
          + " i.indrelid), ''), i.indisunique or i.indisexclusion or i.indisreplident or"
          + " i.indisclustered or exists (select from pg_constraint x where x.conindid ="
          + " i.indexrelid), coalesce(s.idx_scan, -1), pg_relation_size(i.indexrelid),"
          + " pg_get_indexdef(i.indexrelid), (select string_agg(coalesce(a.attname, ''), chr(10)"
          + " order by k) from generate_series(1, i.indnkeyatts) k left join pg_attribute a on"
          + " a.attrelid = i.indrelid and a.attnum = i.indkey[k - 1]) from pg_index i join pg_class c"
          + " on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace join pg_am m on"
          + " m.oid = c.relam left join pg_stat_user_indexes s on s.indexrelid = i.indexrelid where"
          + " i.indisvalid and c.relkind = 'i' and not c.relispartition and n.nspname <>"
          + " 'information_schema' and n.nspname not like 'pg\\_%' order by i.indexrelid";

  private final List<Index> indexes = new ArrayList<>();
  private final List<ForeignKey> keys = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private double days;

  private Redundant() {}

  /** Reads the catalog and the counters. */
  static Redundant read(Connection connection) throws SQLException {
    Redundant read = new Redundant();
    try (Statement statement = connection.createStatement()) {
      try (var rows = statement.executeQuery(LIST)) {
        while (rows.next()) {
          Set<String> carried = new TreeSet<>(lines(rows.getString(6)));
          List<String> columns = List.of(rows.getString(12).split("\n", -1));
          read.indexes.add(
              new Index(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getLong(3),
                  rows.getString(4),
                  lines(rows.getString(5)),
                  carried,
                  rows.getString(7),
                  rows.getBoolean(8),
                  rows.getLong(9),
                  rows.getLong(10),
                  rows.getString(11),
                  columns));
        }
      }
      try (var rows =
          statement.executeQuery(
              "select k.conname, k.conrelid::regclass, k.conrelid::bigint, (select"
                  + " string_agg(a.attname, chr(10)) from pg_attribute a where a.attrelid ="
                  + " k.conrelid and a.attnum = any (k.conkey)), greatest(c.reltuples, 0) from"
                  + " pg_constraint k join pg_class c on c.oid = k.conrelid where k.contype = 'f'"
                  + " and c.relkind = 'r' order by k.oid")) {
        while (rows.next()) {
          read.keys.add(
              new ForeignKey(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getLong(3),
                  new TreeSet<>(lines(rows.getString(4))),
                  rows.getDouble(5)));
        }
      }
      try (var row =
          statement.executeQuery(
              "select extract(epoch from now() - coalesce(stats_reset, pg_postmaster_start_time()))"
                  + " / 86400 from pg_stat_database where datname = current_database()")) {
        row.next();
        read.days = row.getDouble(1);
      }
    }
    return read;
  }

  private static List<String> lines(@Nullable String text) {
    return text == null ? List.of() : List.of(text.split("\n"));
  }

  /** What could go; with the reasons why others stay in {@link #notes}. */
  List<AdviceReport.Drop> drops(Duration cycle) {
    List<Index> kept = new ArrayList<>(indexes);
    List<AdviceReport.Drop> drops = new ArrayList<>();
    // The newest first: of two that are equal, the older stays.
    for (int i = indexes.size() - 1; i >= 0; i--) {
      Index index = indexes.get(i);
      for (Index other : List.copyOf(kept)) {
        if (!other.name().equals(index.name()) && !index.keeps() && other.covers(index)) {
          kept.remove(index);
          drops.add(
              drop(
                  AdviceReport.Reason.DUPLICATE,
                  index,
                  (other.keys().size() == index.keys().size() ? "the same as " : "a prefix of ")
                      + other.name()));
          break;
        }
      }
    }
    if (days < cycle.toDays()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "counters of index use cover %.1f days, less than a cycle of %d: nothing is called"
                  + " unused",
              days,
              cycle.toDays()));
      return drops;
    }
    for (Index index : List.copyOf(kept)) {
      if (index.scans() == 0 && !index.keeps() && index.sizeBytes() > 8192) {
        ForeignKey behind = onlyBehind(index, kept);
        if (behind != null) {
          notes.add(index.name() + " was never used, and stays for foreign key " + behind.name());
          continue;
        }
        kept.remove(index);
        drops.add(
            drop(
                AdviceReport.Reason.UNUSED,
                index,
                String.format(
                    Locale.ROOT,
                    "no scan in %.0f days here (scans on replicas are not seen)",
                    days)));
      }
    }
    return drops;
  }

  private @Nullable ForeignKey onlyBehind(Index index, List<Index> kept) {
    for (ForeignKey key : keys) {
      if (key.servedBy(index) && kept.stream().filter(key::servedBy).count() == 1) {
        return key;
      }
    }
    return null;
  }

  private static AdviceReport.Drop drop(AdviceReport.Reason why, Index index, String reason) {
    return new AdviceReport.Drop(
        why,
        index.name(),
        index.table(),
        reason,
        index.sizeBytes(),
        index.scans(),
        "drop index concurrently if exists " + index.name(),
        index
            .definition()
            .replaceFirst("^CREATE INDEX ", "create index concurrently if not exists "),
        "");
  }

  /** Foreign keys without an index, and what was not decided. */
  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    for (ForeignKey key : keys) {
      if (key.rows() >= 1_000 && indexes.stream().noneMatch(key::servedBy)) {
        all.add(
            "foreign key "
                + key.name()
                + " of "
                + key.table()
                + " ("
                + String.join(", ", key.columns())
                + ") has no index: each delete or change of key in the table it refers to reads "
                + key.table()
                + " whole; advised only where the workload has such");
      }
    }
    return all;
  }
}
