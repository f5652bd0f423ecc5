package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The real month, checked against a computation of its own. */
class TruthTest extends WellbeingService {

  @Test
  @DisplayName("The real month has 917 unlock sessions, median 41 s, mean 140 s")
  void sessions() throws IOException {
    List<Session> found = Session.of(SeedEvents.edges(1, SeedFiles.month()));
    long[] millis =
        found.stream().mapToLong(s -> s.until().toEpochMilli() - s.from().toEpochMilli()).toArray();

    assertThat(found).hasSize(917);
    assertThat(Arrays.stream(millis).sorted().toArray()[458] / 1_000).isEqualTo(41);
    assertThat(Arrays.stream(millis).sum() / 917 / 1_000).isEqualTo(140);
    assertThat(Arrays.stream(millis).sum()).isEqualTo(128_848_295);

    RealMonth other = new RealMonth();
    assertThat(found.stream().map(s -> s.from().toEpochMilli() + " " + s.until().toEpochMilli()))
        .containsExactlyElementsOf(other.sessions.stream().map(s -> s[0] + " " + s[1]).toList());
    assertThat(other.pieces).as("one session is parted by a midnight").isEqualTo(918);
  }

  @Test
  @DisplayName(
      "W5: each day's screen time, night use and pickups, and each week's score, are those computed another way")
  void days() throws IOException {
    RealMonth other = new RealMonth();
    long sum = 0;
    long pickups = 0;
    for (LocalDate date = RealMonth.FIRST; !date.isAfter(RealMonth.LAST); date = date.plusDays(1)) {
      JsonNode day = read(REAL, "/api/v1/analytics/summary/daily?date=" + date).get("day");
      RealMonth.Day expected = other.day(date);
      assertThat(day.get("screen_seconds").asLong())
          .as("screen of " + date)
          .isEqualTo(expected.screen() / 1_000);
      assertThat(day.get("night_seconds").asLong())
          .as("night of " + date)
          .isEqualTo(expected.night() / 1_000);
      assertThat(day.get("pickups").asLong())
          .as("pickups of " + date)
          .isEqualTo(expected.pickups());
      sum += expected.screen();
      pickups += expected.pickups();
      JsonNode score = read(REAL, "/api/v1/wellbeing/score?date=" + date);
      assertThat(score.get("score").asDouble()).as("score of " + date).isEqualTo(other.score(date));
    }
    assertThat(sum).isEqualTo(128_848_295);
    assertThat(pickups).isEqualTo(917);
  }

  @Test
  @DisplayName(
      "What is not known of the real phone is left out of its scores and said to be unknown")
  void unknown() {
    JsonNode score = read(REAL, "/api/v1/wellbeing/score?date=2017-03-20");

    for (JsonNode part : score.get("parts")) {
      boolean known = !List.of("interruptions", "focus").contains(part.get("name").asString());
      assertThat(part.get("points").isNull()).as(part.toString()).isEqualTo(!known);
    }
    assertThat(score.get("note").asString()).contains("not a clinical measure");
    JsonNode privacy = read(REAL, "/api/v1/privacy/score");
    assertThat(privacy.at("/score/parts/0/points").isNull()).isTrue();
    assertThat(privacy.at("/score/score").asDouble()).isEqualTo(100);
    assertThat(read(REAL, "/api/v1/wellbeing/score?date=2016-01-01").get("score").isNull())
        .isTrue();
  }
}
