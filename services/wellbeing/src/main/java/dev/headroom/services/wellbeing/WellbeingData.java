package dev.headroom.services.wellbeing;

import dev.headroom.services.common.SeedCopy;
import dev.headroom.services.common.SeedTransaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Fills an empty database before the first request is served. The first user is the real month; the
 * others are generated from a fixed seed: the same rows every time.
 */
@Component
class WellbeingData implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(WellbeingData.class);
  private static final long SEED = 2017;
  private static final long LOCK = 0x77656c6c62656e67L;
  private static final Duration TELL = Duration.ofSeconds(2);
  private static final List<String> TABLES =
      List.of("app_user", "device", "application", "installed_application");

  private final JdbcConnectionDetails database;
  private final PasswordEncoder passwords;
  private final WellbeingProperties.Data amount;
  private final int times;
  private final WellbeingRollups.Keeper rollups;

  WellbeingData(
      JdbcConnectionDetails database,
      PasswordEncoder passwords,
      WellbeingProperties properties,
      WellbeingRollups.Keeper rollups) {
    this.database = database;
    this.passwords = passwords;
    this.amount = properties.data();
    this.times = properties.times();
    this.rollups = rollups;
  }

  @Override
  public void afterSingletonsInstantiated() {
    if (amount != WellbeingProperties.Data.NONE) {
      SeedTransaction.run(
          database,
          LOCK,
          transaction -> {
            if (transaction.isEmpty("app_user")) {
              load(transaction);
            }
          });
    }
    rollups.begin();
  }

  private void load(SeedTransaction transaction) throws SQLException {
    LOG.info("loading {} users, {} days into an empty database", amount.users, amount.days);
    SeedCopy copy = transaction.copy(List.of("app_user", "application"));
    SeedWriter writer = new SeedWriter(copy, passwords);
    List<SeedFiles.Screen> month = SeedFiles.month();
    SeedEvents made = new SeedEvents(month, times);
    writer.applications();
    writer.admin(amount.users + 1L);
    long told = System.nanoTime();
    for (int n = 1; n <= amount.users; n++) {
      if (n == 1) {
        writer.real(month);
      } else {
        writer.generated(n, made, amount.days, new SplittableRandom(SEED * 1000 + n));
      }
      copy.send();
      if (System.nanoTime() - told > TELL.toNanos() || n == amount.users) {
        told = System.nanoTime();
        LOG.info(
            "loaded {} of {} users, {} events, {} s",
            n,
            amount.users,
            writer.events(),
            transaction.seconds());
      }
    }
    transaction.finish(copy, TABLES);
  }
}
