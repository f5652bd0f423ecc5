package screens;

import dev.headroom.rollup.Freshness;
import dev.headroom.rollup.Grain;
import dev.headroom.rollup.Measure;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupAnswer;
import dev.headroom.rollup.Rollups;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Time in front of screens; one rollup is a bean, the others are configured. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ScreenApplication {

  /** As a migration does: with the first beans. */
  @Bean
  InitializingBean tables(DataSource database) {
    return () -> {
      JdbcTemplate jdbc = new JdbcTemplate(database);
      jdbc.execute("create table if not exists users (id int8 primary key, time_zone text)");
      jdbc.execute(
          "create table if not exists screen_events (user_id int8 not null, started_at timestamptz"
              + " not null, seconds int4 not null, app text not null)");
    };
  }

  @Bean
  Rollup apps() {
    return Rollup.of("apps", "screen_events", "started_at")
        .keys("app")
        .measure(Measure.count("events"))
        .declare();
  }

  /** Seconds of each day, and from where they were read. */
  public record Days(Freshness.Source source, List<String> days) {}

  @RestController
  static class Screens {

    private final Rollups rollups;
    private final JdbcTemplate jdbc;

    Screens(Rollups rollups, DataSource database) {
      this.rollups = rollups;
      this.jdbc = new JdbcTemplate(database);
    }

    /** The same as found: added up at each request. */
    @GetMapping("/found/{user}")
    List<String> found(@PathVariable long user) {
      return jdbc.query(
          "select app, sum(seconds), count(*) from screen_events where user_id = ? and started_at"
              + " >= ? group by app order by app",
          (row, i) -> row.getString(1) + " " + row.getLong(2),
          user,
          OffsetDateTime.parse("2026-03-01T00:00Z").plusSeconds(user));
    }

    @GetMapping("/screen/{user}")
    Days days(@PathVariable long user) {
      RollupAnswer answer =
          rollups.read("screen_time", Grain.DAY).where("user_id", user).asOfNow().get();
      return new Days(
          answer.freshness().source(),
          answer.rows().stream()
              .map(row -> row.bucket() + " " + row.number("total_seconds"))
              .toList());
    }
  }
}
