package dev.headroom.services.wellbeing;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.loop.Fixes;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The fix {@code pool}, of PROCESS scope (W3): 20 connections and 40 more at peaks, each renewed
 * after an hour. A connection is checked before use, and waited for 30 s at most, as found too.
 */
@Component
class PoolFix {

  static final int SIZE = 20;
  static final int PEAK = 60;

  private static final Logger LOG = LoggerFactory.getLogger(PoolFix.class);

  private final HikariConfigMXBean pool;
  private final int sizeAsFound;
  private final long lifetimeAsFound;
  private boolean on;

  PoolFix(DataSource database) throws SQLException {
    this.pool = database.unwrap(HikariDataSource.class).getHikariConfigMXBean();
    this.sizeAsFound = pool.getMaximumPoolSize();
    this.lifetimeAsFound = pool.getMaxLifetime();
  }

  /** Connections that are more than needed end when they are given back. */
  @EventListener
  synchronized void switched(Fixes.Switched switched) {
    boolean wanted = switched.on().contains(WellbeingFixes.POOL);
    if (wanted != on) {
      if (wanted) {
        pool.setMaximumPoolSize(PEAK);
        pool.setMinimumIdle(SIZE);
      } else {
        pool.setMinimumIdle(sizeAsFound);
        pool.setMaximumPoolSize(sizeAsFound);
      }
      pool.setMaxLifetime(wanted ? TimeUnit.HOURS.toMillis(1) : lifetimeAsFound);
      on = wanted;
      LOG.info("the pool has at most {} connections", pool.getMaximumPoolSize());
    }
  }
}
