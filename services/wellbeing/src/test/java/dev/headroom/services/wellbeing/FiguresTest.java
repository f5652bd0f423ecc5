package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

class FiguresTest extends WellbeingService {

  private static final List<String> APPS =
      List.of("com.example.a", "com.example.b", "com.example.c");

  @Autowired FiguresAsFound asFound;
  @Autowired FiguresSql sql;
  @Autowired FiguresRollup rollup;
  @Autowired ActivityStore activities;
  @Autowired EventStore events;
  @Autowired TransactionTemplate transaction;

  /** Zones whose clocks change within the days of the events. */
  @ParameterizedTest
  @CsvSource({
    "1, Europe/Berlin, America/New_York",
    "2, America/Sao_Paulo, UTC",
    "3, Australia/Lord_Howe, Asia/Kolkata"
  })
  @DisplayName(
      "W5: whatever arrives in whatever order, added up as found, by SQL and from rollups is the same, also after a change of zone")
  void same(int seed, String zone, String other) {
    Random random = new Random(seed);
    Somebody user = somebody(zone);
    Instant first =
        zone.equals("America/Sao_Paulo")
            ? Instant.parse("2017-10-13T00:00:00Z") // its clocks skip a midnight on 15 October
            : Instant.parse("2017-03-24T00:00:00Z");
    for (int batch = 0; batch < 8; batch++) {
      List<Object> sent = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        sent.add(event(user, first, random));
      }
      JsonNode outcome = send(user, sent.toArray());
      assertThat(outcome.get("accepted").asInt() + outcome.get("refused").size())
          .isEqualTo(sent.size());
      String now = zone;
      if (batch == 5) {
        now = other;
        sendWith(
            "PUT",
            user.token(),
            "/api/v1/me",
            Map.of("name", "S", "time_zone", other, "retention_days", 9, "shares_data", false));
      }
      zone = now;
      compare(user, zone, first);
    }
    assertThat(activities.between(user.id(), EventStore.FIRST, EventStore.LAST))
        .extracting(Activity::kind)
        .contains("screen", "app", "posted", "focus");
  }

  private void compare(Somebody user, String zone, Instant first) {
    Me me = new Me(user.id(), "", "", Role.USER, zone, 90, false);
    LocalDate from = LocalDate.ofInstant(first, me.zone()).minusDays(1);
    LocalDate to = from.plusDays(7);
    List<DayFigures> days = inSession(() -> asFound.days(me, from, to));
    assertThat(sql.days(me, from, to)).isEqualTo(days);
    assertThat(rollup.days(me, from, to)).isEqualTo(days);
    LocalDate monday = Analytics.monday(from);
    assertThat(sql.weeks(me, monday, 3)).isEqualTo(rollup.weeks(me, monday, 3));
    assertThat(DayFigures.sum(monday, rollup.weeks(me, monday, 3)))
        .isEqualTo(DayFigures.sum(monday, days));
    List<AppFigures> apps = inSession(() -> asFound.apps(me, from.plusDays(1), to.minusDays(2)));
    assertThat(sql.apps(me, from.plusDays(1), to.minusDays(2))).isEqualTo(apps);
    assertThat(rollup.apps(me, from.plusDays(1), to.minusDays(2))).isEqualTo(apps);
    List<Long> one = inSession(() -> asFound.appMillis(me, APPS.get(0), from, to));
    assertThat(sql.appMillis(me, APPS.get(0), from, to)).isEqualTo(one);
    assertThat(rollup.appMillis(me, APPS.get(0), from, to)).isEqualTo(one);
    assertThat(activities.between(user.id(), EventStore.FIRST, EventStore.LAST))
        .as("kept piece by piece as all at once")
        .containsExactlyInAnyOrderElementsOf(
            Activity.of(me.zone(), events.all(user.id(), EventStore.FIRST, EventStore.LAST)));
  }

  private <T> T inSession(java.util.function.Supplier<T> read) {
    return java.util.Objects.requireNonNull(transaction.execute(status -> read.get()));
  }

  /** Often at the hour or half hour, so that times meet each other and midnights. */
  private static Map<String, Object> event(Somebody user, Instant first, Random random) {
    Instant at =
        random.nextInt(3) == 0
            ? first.plusSeconds(1_800L * random.nextInt(2 * 24 * 5))
            : first.plusMillis(random.nextInt(5 * 86_400_000));
    Instant until =
        random.nextInt(3) == 0
            ? at.plusSeconds(1_800L * (1 + random.nextInt(30)))
            : at.plusMillis(1 + random.nextInt(9_000_000));
    String app = APPS.get(random.nextInt(APPS.size()));
    return switch (random.nextInt(8)) {
      case 0 -> app(user, app, at.toString(), until.toString());
      case 1, 2 ->
          Map.of(
              "id",
              UUID.randomUUID(),
              "type",
              "notification",
              "device",
              user.device(),
              "app",
              app,
              "at",
              at.toString());
      case 3 ->
          Map.of(
              "id",
              UUID.randomUUID(),
              "type",
              "focus",
              "started_at",
              at.toString(),
              "ended_at",
              until.toString(),
              "planned_minutes",
              25,
              "completed",
              random.nextBoolean());
      case 4, 5 -> screen(user, at.toString(), "unlocked");
      default -> screen(user, at.toString(), "off");
    };
  }
}
