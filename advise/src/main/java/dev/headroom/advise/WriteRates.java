package dev.headroom.advise;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows a second the database's own counters saw written to each table, as far as an index
 * pays for them: inserts, and updates that were not heap-only.
 */
final class WriteRates {

  private final Map<String, Double> rates = new HashMap<>();

  private WriteRates() {}

  static WriteRates read(Connection connection) throws SQLException {
    WriteRates read = new WriteRates();
    Map<Long, Double> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select c.oid::bigint, (select sum(s.n_tup_ins + s.n_tup_upd - s.n_tup_hot_upd)"
                    + " from pg_stat_user_tables s where s.relid = c.oid or s.relid in (select relid"
                    + " from pg_partition_tree(c.oid) where isleaf)) / greatest(1, extract(epoch"
                    + " from now() - (select coalesce(stats_reset, pg_postmaster_start_time()) from"
                    + " pg_stat_database where datname = current_database()))) from pg_class c where"
                    + " c.relkind in ('r', 'p', 'm') and c.relnamespace not in"
                    + " ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)")) {
      while (rows.next()) {
        double rate = rows.getDouble(2);
        if (!rows.wasNull()) {
          found.put(rows.getLong(1), rate);
        }
      }
    }
    for (Catalog.Tab table : Catalog.read(connection).tables()) {
      Double rate = found.get(table.oid());
      if (rate != null) {
        read.rates.put(table.sql(), rate);
      }
    }
    return read;
  }

  /** The advice with each index's rate. */
  Advice on(Advice advice) {
    List<IndexAdvice> indexes = new ArrayList<>();
    for (IndexAdvice index : advice.indexes()) {
      indexes.add(index.withRate(rates.getOrDefault(index.table(), -1.0)));
    }
    return new Advice(
        indexes,
        advice.refused(),
        advice.skipped(),
        advice.before(),
        advice.after(),
        advice.complete(),
        advice.elapsedNanos());
  }
}
