package dev.headroom.services.wellbeing;

import dev.headroom.rollup.Grain;
import dev.headroom.rollup.LocalZone;
import dev.headroom.rollup.Measure;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupJobs;
import dev.headroom.rollup.Rollups;
import dev.headroom.services.common.Progress;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/**
 * The rollups: a user's days and weeks, and a user's days of each application. They are kept from
 * the first start on, whether they are read or not.
 */
@Configuration(proxyBeanMethods = false)
class WellbeingRollups {

  static final String USERS = "activity_user";
  static final String APPS = "activity_app";

  private static final LocalZone ZONE =
      LocalZone.lookup("user_id", "app_user", "id", "time_zone", "UTC");

  @Bean
  Rollups rollups(DataSource database) {
    return new Rollups(
        database,
        List.of(
            sums(
                    Rollup.of(USERS, "activity", "at")
                        .keys("user_id")
                        .grains(Grain.DAY, Grain.WEEK),
                    "screen_millis",
                    "night_millis",
                    "pickups",
                    "notifications",
                    "interruptions",
                    "focus_millis",
                    "focus_sessions",
                    "focus_completed")
                .zone(ZONE)
                .declare(),
            sums(
                    Rollup.of(APPS, "activity", "at")
                        .keys("user_id", "application_id")
                        .where("application_id <> 0"),
                    "app_millis",
                    "opens",
                    "notifications",
                    "interruptions")
                .zone(ZONE)
                .declare()));
  }

  private static Rollup.Builder sums(Rollup.Builder rollup, String... columns) {
    for (String column : columns) {
      rollup.measure(Measure.of(column, Measure.Kind.SUM, column));
    }
    return rollup;
  }

  /** Keeps them. */
  @Component
  static class Keeper {

    private static final Logger LOG = LoggerFactory.getLogger(WellbeingRollups.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMinutes(1);

    private final Rollups rollups;
    private final Activities activities;
    private @Nullable RollupJobs jobs;

    Keeper(Rollups rollups, Activities activities) {
      this.rollups = rollups;
      this.activities = activities;
    }

    /** Once the data are there: what is not filled yet is, before the first request. */
    void begin() {
      long began = System.nanoTime();
      Progress.<RuntimeException>during(
          LOG,
          this::progress,
          () -> {
            activities.complete();
            rollups.install();
            while (!rollups.refresh(STEP)) {
              // More to do.
            }
          });
      jobs = RollupJobs.start(rollups, EVERY);
      LOG.info("rollups are ready after {} s", (System.nanoTime() - began) / 1_000_000_000);
    }

    private String progress() {
      return "filling rollups: "
          + rollups.status().stream()
              .map(status -> status.rollup() + " " + (int) (100 * status.progress()) + " %")
              .collect(Collectors.joining(", "));
    }

    @PreDestroy
    void end() {
      RollupJobs running = jobs;
      if (running != null) {
        running.close();
      }
    }
  }
}
