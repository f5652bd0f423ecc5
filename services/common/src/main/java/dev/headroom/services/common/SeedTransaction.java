package dev.headroom.services.common;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
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

  private final Connection connection;
  private final Statement sql;
  private final long began = System.nanoTime();

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
   * checking every one doubles the time.
   *
   * @param tables those that all others refer to; COPY FREEZE wants tables that this transaction
   *     emptied
   */
  public SeedCopy copy(List<String> tables) throws SQLException {
    withoutTriggers();
    sql.execute("truncate " + String.join(", ", tables) + " cascade");
    return new SeedCopy(connection);
  }

  /** Sets the sequences of these tables behind their last row and gathers statistics. */
  public void finish(SeedCopy copy, List<String> tables) throws SQLException {
    for (String table : tables) {
      sql.execute(
          "select setval(pg_get_serial_sequence('%s', 'id'), greatest(1, (select max(id) from %s)))"
              .formatted(table, table));
    }
    sql.execute("analyze");
    LOG.info("data is ready: {} rows in {} s", copy.rows(), seconds());
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
