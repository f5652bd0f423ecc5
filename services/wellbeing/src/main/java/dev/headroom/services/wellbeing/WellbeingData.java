package dev.headroom.services.wellbeing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Fills an empty database before the first request is served. The first user is the real month; the
 * others are generated from a fixed seed: the same rows every time. All is one transaction on a
 * connection of its own, so that a load that was interrupted leaves an empty database. Two
 * processes that start together do not both load.
 */
@Component
class WellbeingData implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(WellbeingData.class);
  private static final long SEED = 2017;
  private static final long LOCK = 0x77656c6c62656e67L;
  private static final List<String> TABLES =
      List.of("app_user", "device", "application", "installed_application");

  private final JdbcConnectionDetails database;
  private final PasswordEncoder passwords;
  private final WellbeingProperties.Data amount;
  private final WellbeingRollups.Keeper rollups;

  WellbeingData(
      JdbcConnectionDetails database,
      PasswordEncoder passwords,
      WellbeingProperties properties,
      WellbeingRollups.Keeper rollups) {
    this.database = database;
    this.passwords = passwords;
    this.amount = properties.data();
    this.rollups = rollups;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (amount != WellbeingProperties.Data.NONE) {
      load();
    }
    rollups.begin();
  }

  private void load() {
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select pg_advisory_xact_lock(" + LOCK + ")");
      if (isEmpty(sql)) {
        load(connection, sql);
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException("loading data failed: " + e.getMessage(), e);
    }
  }

  private Connection connect() throws SQLException {
    Properties login = new Properties();
    if (database.getUsername() != null) {
      login.setProperty("user", database.getUsername());
    }
    if (database.getPassword() != null) {
      login.setProperty("password", database.getPassword());
    }
    return DriverManager.getConnection(database.getJdbcUrl(), login);
  }

  private static boolean isEmpty(Statement sql) throws SQLException {
    try (ResultSet found = sql.executeQuery("select exists (select from app_user)")) {
      return found.next() && !found.getBoolean(1);
    }
  }

  private void load(Connection connection, Statement sql) throws SQLException {
    long began = System.nanoTime();
    LOG.info("loading {} users, {} days into an empty database", amount.users, amount.days);
    withoutTriggers(connection, sql);
    // COPY FREEZE wants tables that this transaction emptied.
    sql.execute("truncate app_user, application cascade");
    SeedCopy copy = new SeedCopy(connection);
    SeedWriter writer = new SeedWriter(copy, passwords);
    List<SeedFiles.Screen> month = SeedFiles.month();
    SeedEvents made = new SeedEvents(month);
    writer.applications();
    writer.admin(amount.users + 1L);
    for (int n = 1; n <= amount.users; n++) {
      if (n == 1) {
        writer.real(month);
      } else {
        writer.generated(n, made, amount.days, new SplittableRandom(SEED * 1000 + n));
      }
      copy.send();
      if (n % 20 == 0 || n == amount.users) {
        LOG.info(
            "loaded {} of {} users, {} events, {} s",
            n,
            amount.users,
            writer.events(),
            seconds(began));
      }
    }
    for (String table : TABLES) {
      sql.execute(
          "select setval(pg_get_serial_sequence('%s', 'id'), greatest(1, (select max(id) from %s)))"
              .formatted(table, table));
    }
    sql.execute("analyze");
    LOG.info("data is ready: {} rows in {} s", copy.rows(), seconds(began));
  }

  /**
   * Rows that the loader makes refer to each other rightly: checking every one doubles the time.
   */
  private static void withoutTriggers(Connection connection, Statement sql) throws SQLException {
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

  private static String seconds(long beganNanos) {
    return "%.1f".formatted((System.nanoTime() - beganNanos) / 1e9);
  }
}
