package dev.headroom.services.automations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.DependsOn;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.sqlite.SQLiteConfig;

/**
 * Fills an empty database before the first request is served: from the real data and a fixed seed,
 * the same rows every time. All is one transaction on a connection of its own, so that a load that
 * was interrupted leaves an empty database. Two processes that start together do not both load.
 */
@Component
@DependsOn("flywayInitializer")
class AutomationsData implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(AutomationsData.class);
  private static final int PATIENCE_MILLIS = 120_000;

  private final String url;
  private final PasswordEncoder passwords;
  private final AutomationsProperties.Data amount;

  AutomationsData(
      @Value("${spring.datasource.url}") String url,
      PasswordEncoder passwords,
      AutomationsProperties properties) {
    this.url = url;
    this.passwords = passwords;
    this.amount = properties.data();
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (amount != AutomationsProperties.Data.NONE) {
      load();
    }
  }

  private void load() {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(PATIENCE_MILLIS);
    try (Connection connection = config.createConnection(url)) {
      connection.setAutoCommit(false);
      if (isEmpty(connection)) {
        long began = System.nanoTime();
        LOG.info("loading {} users into an empty database", amount.users);
        SeedWriter writer = new SeedWriter(connection, amount);
        writer.catalogue();
        writer.users(passwords);
        writer.automations();
        writer.usage();
        writer.sessions();
        connection.commit();
        LOG.info(
            "data is ready: {} rows in {} s",
            writer.rows(),
            "%.1f".formatted((System.nanoTime() - began) / 1e9));
      } else {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("loading data failed: " + e.getMessage(), e);
    }
  }

  private static boolean isEmpty(Connection connection) throws SQLException {
    try (Statement sql = connection.createStatement()) {
      // A write of nothing: from here on the other process waits.
      sql.executeUpdate("update app_user set id = id where false");
      try (ResultSet found = sql.executeQuery("select not exists (select 1 from app_user)")) {
        return found.next() && found.getBoolean(1);
      }
    }
  }
}
