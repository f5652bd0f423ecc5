package dev.headroom.services.pos;

import dev.headroom.services.common.SeedCopy;
import dev.headroom.services.common.SeedTransaction;
import dev.headroom.services.pos.Dishes.Course;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
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
 * time.
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
    SeedTransaction.run(
        database,
        LOCK,
        transaction -> {
          if (transaction.isEmpty("restaurant")) {
            load(transaction);
          }
          int width = amount == PosProperties.Data.FULL ? 1_280 : 640;
          SeedPictures.load(transaction.connection(), width);
        });
  }

  private void load(SeedTransaction transaction) throws SQLException {
    int restaurants = amount == PosProperties.Data.FULL ? 40 : 3;
    int days = amount == PosProperties.Data.FULL ? 365 : 30;
    LOG.info("loading {} restaurants into an empty database", restaurants);
    SeedCopy copy = transaction.copy(List.of("restaurant", "app_user"));
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
            transaction.seconds());
      }
    }
    transaction.finish(copy, TABLES);
  }
}
