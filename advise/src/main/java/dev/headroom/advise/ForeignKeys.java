package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.sf.jsqlparser.JSQLParserException;

/**
 * What foreign keys ask of the server when a row goes or changes its key: for each key that refers
 * to its table, the rows that refer to it. No application sends these statements and EXPLAIN counts
 * none of their pages, so they join the workload as statements of their own.
 */
final class ForeignKeys {

  private static final int DEEPEST = 3;
  private static final int SAMPLES = 5;

  private record Key(
      String name,
      long child,
      List<String> columns,
      long parent,
      List<String> referred,
      boolean cascades) {}

  private final Connection connection;
  private final Map<Long, Catalog.Tab> tables;
  private final List<Key> keys = new ArrayList<>();
  private final Map<Key, StatementObservation> implied = new LinkedHashMap<>();

  private ForeignKeys(Connection connection, Catalog catalog) throws SQLException {
    this.connection = connection;
    tables = catalog.tables().stream().collect(Collectors.toMap(Catalog.Tab::oid, one -> one));
    try (Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select k.conname, k.conrelid::bigint, k.confrelid::bigint, k.confdeltype = 'c',"
                    + " array(select a.attname::text from unnest(k.conkey) with ordinality u(n, o)"
                    + " join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by"
                    + " u.o), array(select a.attname::text from unnest(k.confkey) with ordinality"
                    + " u(n, o) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n"
                    + " order by u.o) from pg_constraint k where k.contype = 'f' order by 1")) {
      while (rows.next()) {
        keys.add(
            new Key(
                rows.getString(1),
                rows.getLong(2),
                List.of((String[]) rows.getArray(5).getArray()),
                rows.getLong(3),
                List.of((String[]) rows.getArray(6).getArray()),
                rows.getBoolean(4)));
      }
    }
  }

  /** The workload with what its deletes, and updates of keys, make the server look up. */
  static List<StatementObservation> with(Connection connection, List<StatementObservation> workload)
      throws SQLException {
    Catalog catalog = Catalog.read(connection);
    ForeignKeys keys = new ForeignKeys(connection, catalog);
    if (!keys.keys.isEmpty()) {
      for (StatementObservation seen : workload) {
        Accesses.Write write;
        try {
          write = Accesses.of(Numbered.of(seen.sql()).text(), catalog).write();
        } catch (JSQLParserException | RuntimeException e) {
          continue; // it is reported where it is planned
        }
        if (write.table() != null) {
          double rows = seen.rows() >= 0 ? seen.rows() : seen.executions();
          keys.changed(seen, write, write.table().oid(), rows, 0);
        }
      }
    }
    connection.commit();
    List<StatementObservation> all = new ArrayList<>(workload);
    all.addAll(keys.implied.values());
    return all;
  }

  private void changed(
      StatementObservation by, Accesses.Write write, long table, double rows, int depth)
      throws SQLException {
    for (Key key : keys) {
      boolean asked =
          switch (write.kind()) {
            case DELETE -> true;
            case UPDATE -> key.referred().stream().anyMatch(write.columns()::contains);
            default -> false;
          };
      Catalog.Tab child = tables.get(key.child());
      Catalog.Tab parent = tables.get(key.parent());
      if (!asked || key.parent() != table || child == null || parent == null || rows < 1) {
        continue;
      }
      List<List<Bind>> samples = samples(parent, key.referred());
      if (!samples.isEmpty()) {
        implied.merge(key, lookUp(by, key, child, rows, samples), ForeignKeys::sum);
      }
      if (key.cascades() && depth < DEEPEST) {
        double each = child.rows() / Math.max(1, parent.rows());
        Accesses.Write next = new Accesses.Write(Accesses.Write.Kind.DELETE, child, Set.of());
        changed(by, next, key.child(), rows * each, depth + 1);
      }
    }
  }

  private List<List<Bind>> samples(Catalog.Tab parent, List<String> columns) throws SQLException {
    double percent = Math.min(100, 100.0 * 20 * SAMPLES / Math.max(1, parent.rows()));
    String sql =
        "select "
            + columns.stream().map(Sql::identifier).collect(Collectors.joining(", "))
            + " from "
            + parent.sql()
            + " tablesample bernoulli ("
            + percent
            + ") repeatable (7) limit "
            + SAMPLES;
    List<List<Bind>> samples = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<Bind> sample = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          String value = rows.getString(i);
          sample.add(new Bind(Types.OTHER, value == null ? "NULL" : value, value == null));
        }
        samples.add(sample);
      }
    }
    return samples;
  }

  /** It locks the rows, so that no index spares the table: hence the system column. */
  private static StatementObservation lookUp(
      StatementObservation by, Key key, Catalog.Tab child, double rows, List<List<Bind>> samples) {
    String sql =
        "select x.ctid from "
            + child.sql()
            + " x where "
            + key.columns().stream()
                .map(column -> "x." + Sql.identifier(column) + " = ?")
                .collect(Collectors.joining(" and "));
    long times = Math.max(1, Math.round(rows));
    return new StatementObservation(
        by.endpoint(),
        "foreign key " + key.name() + ": " + sql,
        sql,
        by.codeLine(),
        times,
        by.requests(),
        by.totalNanos(),
        by.minNanos(),
        by.maxNanos(),
        0,
        -1,
        0,
        0,
        0,
        0,
        1,
        1,
        samples.size(),
        -1,
        "",
        Double.NaN,
        0,
        samples);
  }

  private static StatementObservation sum(StatementObservation one, StatementObservation other) {
    StatementObservation main = one.totalNanos() >= other.totalNanos() ? one : other;
    return new StatementObservation(
        main.endpoint(),
        main.fingerprint(),
        main.sql(),
        main.codeLine(),
        one.executions() + other.executions(),
        main.requests(),
        one.totalNanos() + other.totalNanos(),
        Math.min(one.minNanos(), other.minNanos()),
        Math.max(one.maxNanos(), other.maxNanos()),
        0,
        -1,
        0,
        0,
        0,
        0,
        1,
        1,
        main.distinctBinds(),
        -1,
        "",
        Double.NaN,
        0,
        main.samples());
  }
}
