package dev.headroom.advise;

import dev.headroom.loop.Nearest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Shows indexes to the planner and hides them, in about a millisecond, for all sessions at once.
 *
 * <p>A before/after comparison that rebuilt its indexes would measure different physical states and
 * take minutes. This one flips {@code pg_index.indisvalid}: the planner ignores an index that is
 * not valid, while {@code indisready} stays true, so that writes go on maintaining it and it is
 * exact whenever it is shown again. That alone reaches new plans only. A session that holds a
 * cached plan (a server-prepared statement of pgjdbc, a generic plan) keeps it until the
 * <em>table</em> is invalidated, because plans depend on tables and not on indexes; so the same
 * transaction updates the table's row in {@code pg_class} without changing it, which sends that
 * invalidation at commit.
 *
 * <p>Limits: hidden indexes cost their writes, so the difference shown is that of reads. {@code
 * pg_dump} leaves hidden indexes out, therefore show everything before handing a database on.
 * Unique and primary key indexes are refused: the planner and {@code on conflict} rely on them.
 * Writing {@code pg_index} needs a superuser: this is for databases that are one's own, such as a
 * proof's.
 *
 * <p>Not thread-safe. Closing does not change what is visible.
 */
public final class IndexSwitch implements AutoCloseable {

  private final Connection connection;
  private final Map<String, Managed> managed;

  private record Managed(long index, long table) {}

  private IndexSwitch(Connection connection, Map<String, Managed> managed) {
    this.connection = connection;
    this.managed = managed;
  }

  /**
   * Takes charge of indexes; changes nothing yet.
   *
   * @param adminUrl JDBC URL of the database, as a superuser
   * @param names the indexes to switch, as the search path finds them or with their schema
   * @return the switch, holding one connection
   * @throws IllegalStateException if the role is no superuser
   * @throws IllegalArgumentException if an index does not exist (the nearest are named) or enforces
   *     uniqueness
   * @throws SQLException if the server refuses
   */
  public static IndexSwitch of(String adminUrl, Collection<String> names) throws SQLException {
    Connection connection = ServerUrl.open(adminUrl);
    try {
      ServerUrl.requireSuperuser(connection, "switching indexes");
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        // A writer that holds pg_class or pg_index rows must not hang the caller for ever.
        statement.execute("set lock_timeout = '5s'");
      }
      Map<String, Managed> managed = new LinkedHashMap<>();
      for (String name : new TreeSet<>(names)) {
        managed.put(name, find(connection, name));
      }
      connection.commit();
      return new IndexSwitch(connection, managed);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private static Managed find(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select i.indexrelid::bigint, i.indrelid::bigint, i.indisunique or i.indisexclusion"
                + " or i.indisreplident, i.indisready from pg_index i"
                + " where i.indexrelid = to_regclass(?)")) {
      statement.setString(1, name);
      try (var row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalArgumentException(Nearest.unknown("index", name, known(connection)));
        }
        if (row.getBoolean(3)) {
          throw new IllegalArgumentException(
              "index '"
                  + name
                  + "' enforces a constraint, so hiding it would change what statements mean:"
                  + " manage only indexes that serve speed alone");
        }
        if (!row.getBoolean(4)) {
          throw new IllegalArgumentException(
              "index '"
                  + name
                  + "' is left over from a failed CREATE INDEX CONCURRENTLY and is not maintained:"
                  + " drop it and create it again");
        }
        return new Managed(row.getLong(1), row.getLong(2));
      }
    }
  }

  private static Set<String> known(Connection connection) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid ="
                    + " i.indexrelid join pg_namespace n on n.oid = c.relnamespace where not"
                    + " i.indisunique and n.nspname not like 'pg\\_%' and n.nspname <>"
                    + " 'information_schema'")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /**
   * Makes exactly these of the managed indexes visible to the planner and hides the others. All at
   * once; every statement planned or executed from then on follows.
   *
   * @param names managed indexes
   * @throws IllegalArgumentException if one is not managed; nothing is switched
   * @throws SQLException if the server refuses; nothing is switched
   */
  public void visible(Set<String> names) throws SQLException {
    for (String name : names) {
      if (!managed.containsKey(name)) {
        throw new IllegalArgumentException(
            Nearest.unknown("managed index", name, managed.keySet()));
      }
    }
    Set<Long> tables = new TreeSet<>();
    try {
      try (PreparedStatement flip =
          connection.prepareStatement(
              "update pg_index set indisvalid = ? where indexrelid = ?::oid and indisvalid <> ?")) {
        for (var entry : managed.entrySet()) {
          boolean show = names.contains(entry.getKey());
          flip.setBoolean(1, show);
          flip.setLong(2, entry.getValue().index());
          flip.setBoolean(3, show);
          if (flip.executeUpdate() > 0) {
            tables.add(entry.getValue().table());
          }
        }
      }
      try (PreparedStatement touch =
          connection.prepareStatement("update pg_class set relname = relname where oid = ?::oid")) {
        for (long table : tables) {
          touch.setLong(1, table);
          touch.executeUpdate();
        }
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  /**
   * The managed indexes that the planner sees now.
   *
   * @return names as given to {@link #of}, sorted
   * @throws IllegalStateException if one was dropped meanwhile
   * @throws SQLException if the server refuses
   */
  public Set<String> visible() throws SQLException {
    Map<Long, Boolean> valid = new TreeMap<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select indexrelid::bigint, indisvalid from pg_index")) {
      while (rows.next()) {
        valid.put(rows.getLong(1), rows.getBoolean(2));
      }
    }
    connection.commit();
    Set<String> names = new TreeSet<>();
    for (var entry : managed.entrySet()) {
      Boolean shown = valid.get(entry.getValue().index());
      if (shown == null) {
        throw new IllegalStateException("index '" + entry.getKey() + "' was dropped meanwhile");
      }
      if (shown) {
        names.add(entry.getKey());
      }
    }
    return names;
  }

  /**
   * The indexes in charge of.
   *
   * @return names as given to {@link #of}, sorted
   */
  public Set<String> managed() {
    return new TreeSet<>(managed.keySet());
  }

  /**
   * Closes the connection; what is visible stays so.
   *
   * @throws SQLException if the connection is broken
   */
  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
