package dev.headroom.services.common;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * Filling an empty PostgreSQL before the first request is served: one transaction on a connection
 * of its own, so that a load that was interrupted leaves an empty database. Two processes that
 * start together do not both load.
 */
public final class SeedTransaction {

  /** What is done in the transaction. */
  @FunctionalInterface
  public interface Work {
    void run(SeedTransaction transaction) throws SQLException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SeedTransaction.class);

  /** Primary keys and unique constraints of these tables and of all that refer to them. */
  private static final String KEYS =
      """
      with recursive filled(id) as (
        select t::regclass::oid from unnest(?::text[]) t
        union select f.conrelid from pg_constraint f join filled on f.confrelid = filled.id
        where f.contype = 'f')
      select k.conrelid::regclass::text, quote_ident(k.conname), pg_get_constraintdef(k.oid)
      from pg_constraint k join filled on k.conrelid = filled.id
      where k.contype in ('p', 'u')
        and not exists (
          select from pg_constraint f where f.contype = 'f' and f.conindid = k.conindid)
      order by k.conrelid, k.contype, k.conname
      """;

  private final Connection connection;
  private final Statement sql;
  private final long began = System.nanoTime();

  /** What was put off until the rows are there. */
  private final List<Key> keys = new ArrayList<>();

  /** A primary key or unique constraint, names quoted. */
  private record Key(String table, String name, String definition) {}

  private SeedTransaction(Connection connection, Statement sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /**
   * Runs the work and commits it, while no other process with the same lock does.
   *
   * @param lock any number, one for each service
   * @throws IllegalStateException when the database refused; nothing was changed then
   */
  public static void run(JdbcConnectionDetails database, long lock, Work work) {
    try (Connection connection = connect(database);
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select pg_advisory_xact_lock(" + lock + ")");
      work.run(new SeedTransaction(connection, sql));
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("loading data failed: " + e.getMessage(), e);
    }
  }

  private static Connection connect(JdbcConnectionDetails database) throws SQLException {
    Properties login = new Properties();
    if (database.getUsername() != null) {
      login.setProperty("user", database.getUsername());
    }
    if (database.getPassword() != null) {
      login.setProperty("password", database.getPassword());
    }
    return DriverManager.getConnection(database.getJdbcUrl(), login);
  }

  public boolean isEmpty(String table) throws SQLException {
    try (ResultSet found = sql.executeQuery("select exists (select from " + table + ")")) {
      return found.next() && !found.getBoolean(1);
    }
  }

  /**
   * Where rows go to, foreign keys unchecked: rows that a loader makes refer to each other rightly,
   * checking every one doubles the time. Unique keys that nothing refers to are checked when all
   * rows are there: their indexes are then built at once, in order.
   *
   * @param tables those that all others refer to; COPY FREEZE wants tables that this transaction
   *     emptied
   */
  public SeedCopy copy(List<String> tables) throws SQLException {
    withoutTriggers();
    sql.execute("truncate " + String.join(", ", tables) + " cascade");
    putOff(tables);
    return new SeedCopy(connection);
  }

  private void putOff(List<String> tables) throws SQLException {
    try (PreparedStatement found = connection.prepareStatement(KEYS)) {
      found.setArray(1, connection.createArrayOf("text", tables.toArray()));
      try (ResultSet row = found.executeQuery()) {
        while (row.next()) {
          keys.add(new Key(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    }
    for (Key key : keys) {
      sql.execute("alter table " + key.table + " drop constraint " + key.name);
    }
  }

  private void build(AtomicInteger built) throws SQLException {
    sql.execute("set local maintenance_work_mem = '256MB'");
    for (Key key : keys) {
      sql.execute(
          "alter table %s add constraint %s %s".formatted(key.table, key.name, key.definition));
      built.incrementAndGet();
    }
  }

  /** Builds unique indexes, sets these tables' sequences behind their last row, and analyzes. */
  public void finish(SeedCopy copy, List<String> tables) throws SQLException {
    copy.sent();
    AtomicInteger built = new AtomicInteger();
    Progress.<SQLException>during(
        LOG,
        () -> "built %d of %d unique indexes, %s s".formatted(built.get(), keys.size(), seconds()),
        () -> {
          build(built);
          settle(tables);
        });
    LOG.info("data is ready: {} rows in {} s", copy.rows(), seconds());
  }

  private void settle(List<String> tables) throws SQLException {
    for (String table : tables) {
      sql.execute(
          "select setval(pg_get_serial_sequence('%s', 'id'), greatest(1, (select max(id) from %s)))"
              .formatted(table, table));
    }
    sql.execute("analyze");
  }

  public Connection connection() {
    return connection;
  }

  /** Since the beginning, for people. */
  public String seconds() {
    return "%.1f".formatted((System.nanoTime() - began) / 1e9);
  }

  private void withoutTriggers() throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      sql.execute("set local session_replication_role = replica");
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!"42501".equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
      LOG.info("this database user may not switch off foreign keys: loading takes longer");
    }
  }
}
