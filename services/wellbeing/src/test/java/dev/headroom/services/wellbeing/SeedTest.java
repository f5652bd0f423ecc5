package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class SeedTest extends WellbeingService {

  @Autowired ActivityStore activities;
  @Autowired EventStore events;

  @Test
  @DisplayName(
      "The generator makes the same events from the same seed, about 30 unlocks and 60 notifications a day")
  void calibrated() {
    SeedEvents made = new SeedEvents(SeedFiles.month(), 1);
    List<Event> first = some(made);

    assertThat(some(made)).isEqualTo(first);
    long unlocks =
        first.stream()
            .filter(e -> e instanceof Event.Screen s && s.state() == ScreenState.UNLOCKED)
            .count();
    long posted = first.stream().filter(Event.Posted.class::isInstance).count();
    assertThat(unlocks / 100.0).isBetween(20.0, 35.0);
    assertThat(posted / 100.0).isBetween(50.0, 65.0);
    Set<String> ids = new HashSet<>();
    first.forEach(event -> assertThat(ids.add(event.id())).isTrue());
  }

  private static List<Event> some(SeedEvents made) {
    return made.generated(
        7,
        ZoneId.of("Europe/Berlin"),
        EnumSet.of(SeedApps.WHATSAPP, SeedApps.GMAIL, SeedApps.CHROME),
        LocalDate.of(2017, 1, 1),
        100,
        new SplittableRandom(7));
  }

  @Test
  @DisplayName("After loading the schema has every primary key and unique constraint that it had")
  void keys() throws IOException {
    int declared = 0;
    for (String file : List.of("V1__schema.sql", "V2__activity.sql")) {
      try (InputStream sql = SeedTest.class.getResourceAsStream("/db/migration/" + file)) {
        String text = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        declared +=
            (int)
                Pattern.compile("primary key|unique")
                    .matcher(text.replaceAll("--.*", ""))
                    .results()
                    .count();
      }
    }
    assertThat(declared).isGreaterThan(15);
    assertThat(
            jdbc.sql(
                    "select count(*) from pg_constraint where contype in ('p', 'u') and convalidated"
                        + " and connamespace = 'public'::regnamespace and conrelid::regclass::text"
                        + " !~ '^activity_|^flyway|^headroom'")
                .query(Integer.class)
                .single())
        .isEqualTo(declared);
  }

  @Test
  @DisplayName(
      "What is loaded for rollups is what the loaded events come to, and nothing refers to what is not there")
  void whole() {
    for (long user = 1; user <= 4; user++) {
      ZoneId zone =
          ZoneId.of(
              jdbc.sql("select time_zone from app_user where id = ?")
                  .param(user)
                  .query(String.class)
                  .single());
      List<Activity> loaded = activities.between(user, EventStore.FIRST, EventStore.LAST);
      assertThat(loaded)
          .containsExactlyInAnyOrderElementsOf(
              Activity.of(zone, events.all(user, EventStore.FIRST, EventStore.LAST)));
      assertThat(loaded).hasSizeGreaterThan(500);
    }
    assertThat(
            jdbc.sql(
                    "select count(*) from app_episode e left join application a on a.id ="
                        + " e.application_id left join device d on d.id = e.device_id where a.id"
                        + " is null or d.user_id <> e.user_id")
                .query(Long.class)
                .single())
        .isZero();
  }
}
