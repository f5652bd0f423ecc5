package dev.headroom.services.pos;

import dev.headroom.services.pos.Dishes.Course;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Fills an empty database before the first request is served. Restaurant 1 is the real year of
 * {@link PizzaYear}, untouched; the others are generated from a fixed seed: the same rows every
 * time. All is one transaction on a connection of its own, so that a load that was interrupted
 * leaves an empty database. Two processes that start together do not both load.
 */
@Component
class PosData implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(PosData.class);
  private static final long SEED = 2015;
  private static final long LOCK = 0x706f732d64617461L;
  private static final List<String> TABLES =
      List.of(
          "app_user",
          "category",
          "item",
          "variation",
          "modifier_group",
          "modifier",
          "orders",
          "payment",
          "restaurant");

  private final JdbcConnectionDetails database;
  private final PasswordEncoder passwords;
  private final PosProperties.Data amount;

  PosData(JdbcConnectionDetails database, PasswordEncoder passwords, PosProperties properties) {
    this.database = database;
    this.passwords = passwords;
    this.amount = properties.data();
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (amount == PosProperties.Data.NONE) {
      return;
    }
    try (Connection connection = connect();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("select pg_advisory_xact_lock(" + LOCK + ")");
      if (isEmpty(sql)) {
        load(connection, sql);
      }
      SeedPictures.load(connection, amount == PosProperties.Data.FULL ? 1_280 : 640);
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
    try (ResultSet found = sql.executeQuery("select exists (select from restaurant)")) {
      return found.next() && !found.getBoolean(1);
    }
  }

  private void load(Connection connection, Statement sql) throws SQLException {
    long began = System.nanoTime();
    int restaurants = amount == PosProperties.Data.FULL ? 40 : 3;
    int days = amount == PosProperties.Data.FULL ? 365 : 30;
    LOG.info("loading {} restaurants into an empty database", restaurants);
    withoutTriggers(connection, sql);
    // COPY FREEZE wants tables that this transaction emptied.
    sql.execute("truncate restaurant, app_user cascade");
    SeedCopy copy = new SeedCopy(connection);
    SeedWriter writer = new SeedWriter(copy, passwords);
    List<PizzaYear.Sale> sales = PizzaYear.sales();
    Map<Course, List<String>> dishes = Dishes.byCourse();
    SeedOrders orders = new SeedOrders(sales);
    SeedMenu.Ids ids = new SeedMenu.Ids();
    writer.owner();
    for (int n = 1; n <= restaurants; n++) {
      SplittableRandom random = new SplittableRandom(SEED * 1000 + n);
      SeedRestaurant restaurant = n == 1 ? SeedRestaurant.real() : SeedRestaurant.generated(n);
      writer.restaurant(restaurant);
      SeedMenu menu =
          n == 1 ? SeedMenus.real(sales, ids) : SeedMenus.generated(dishes, random, ids);
      writer.menu(restaurant, menu);
      if (n == 1) {
        orders.real(restaurant, menu, random, writer.orders(restaurant));
      } else {
        orders.generated(restaurant, menu, days, random, writer.orders(restaurant));
      }
      copy.send();
      if (n % 10 == 0 || n == restaurants) {
        LOG.info(
            "loaded {} of {} restaurants, {} orders, {} order lines, {} s",
            n,
            restaurants,
            writer.orders(),
            writer.lines(),
            seconds(began));
      }
    }
    for (String table : TABLES) {
      sql.execute(
          "select setval(pg_get_serial_sequence('%s', 'id'), (select max(id) from %s))"
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
