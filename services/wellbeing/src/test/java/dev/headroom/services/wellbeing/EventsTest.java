package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EventsTest extends WellbeingService {

  private static final String DAILY = "/api/v1/analytics/summary/daily?date=";

  @Test
  @DisplayName(
      "A batch in any order is taken, sent again it is known, and the day's figures are as counted by hand")
  void taken() {
    Somebody user = somebody("Europe/Helsinki");
    Object[] batch = {
      screen(user, "2020-05-05T10:05:00+03:00", "off"),
      screen(user, "2020-05-05T10:00:00+03:00", "unlocked"),
      screen(user, "2020-05-05T09:59:58+03:00", "on"),
      app(user, "com.example.reader", "2020-05-05T10:00:00+03:00", "2020-05-05T10:04:00+03:00"),
      posted(user, "com.example.news", "2020-05-05T09:59:30+03:00"),
      posted(user, "com.example.news", "2020-05-05T09:58:59+03:00"),
      posted(user, "com.example.bank", "2020-05-05T12:10:00+03:00"),
      focus("2020-05-05T12:00:00+03:00", "2020-05-05T12:25:00+03:00", true)
    };

    JsonNode first = send(user, batch);
    assertThat(first.get("accepted").asInt()).isEqualTo(8);
    assertThat(first.get("refused")).isEmpty();
    JsonNode again = send(user, batch);
    assertThat(again.get("accepted").asInt()).isZero();
    assertThat(again.get("duplicates").asInt()).isEqualTo(8);

    JsonNode day = read(user, DAILY + "2020-05-05");
    assertThat(day.at("/day/screen_seconds").asInt()).isEqualTo(300);
    assertThat(day.at("/day/pickups").asInt()).isEqualTo(1);
    assertThat(day.at("/day/notifications").asInt()).isEqualTo(3);
    assertThat(day.at("/day/interruptions").asInt()).as("within 60 s, and in focus").isEqualTo(2);
    assertThat(day.at("/day/focus_seconds").asInt()).isEqualTo(1_500);
    assertThat(day.at("/top_apps/0/seconds").asInt()).isEqualTo(240);
  }

  @Test
  @DisplayName("A session over midnight is parted between its days, by the user's own midnight")
  void midnight() {
    Somebody user = somebody("Asia/Kolkata");
    send(
        user,
        screen(user, "2020-05-05T23:30:00+05:30", "unlocked"),
        screen(user, "2020-05-06T00:10:00+05:30", "off"));

    JsonNode before = read(user, DAILY + "2020-05-05").get("day");
    JsonNode after = read(user, DAILY + "2020-05-06").get("day");
    assertThat(before.get("screen_seconds").asInt()).isEqualTo(1_800);
    assertThat(before.get("night_seconds").asInt()).isEqualTo(1_800);
    assertThat(before.get("pickups").asInt()).isEqualTo(1);
    assertThat(after.get("screen_seconds").asInt()).isEqualTo(600);
    assertThat(after.get("pickups").asInt()).isZero();
  }

  @Test
  @DisplayName(
      "An unlock without an end within six hours is no session, nor one that another follows first")
  void noSession() {
    Somebody user = somebody("UTC");
    send(
        user,
        screen(user, "2020-05-05T01:00:00Z", "unlocked"),
        screen(user, "2020-05-05T07:00:00.001Z", "off"),
        screen(user, "2020-05-05T08:00:00Z", "unlocked"),
        screen(user, "2020-05-05T08:01:00Z", "unlocked"),
        screen(user, "2020-05-05T08:02:00Z", "off"));

    JsonNode day = read(user, DAILY + "2020-05-05").get("day");
    assertThat(day.get("pickups").asInt()).isEqualTo(1);
    assertThat(day.get("screen_seconds").asInt()).isEqualTo(60);
  }

  @Test
  @DisplayName("What is wrong is refused with its place and reason, and the rest is taken")
  void refused() {
    Somebody user = somebody("UTC");
    long foreign = somebody("UTC").device();
    Map<String, Object> good = screen(user, "2020-05-05T01:00:00Z", "unlocked");
    List<Object> batch = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    batch.add(good);
    wrong(batch, reasons, with(good, "at", "2199-01-01T00:00:00Z"), "in the future");
    wrong(batch, reasons, with(good, "at", "1999-12-31T23:59:59Z"), "before the year 2000");
    wrong(batch, reasons, with(good, "at", "yesterday"), "a time with its offset such as");
    wrong(batch, reasons, with(good, "at", "2020-05-05T01:00:00"), "a time with its offset");
    wrong(batch, reasons, with(good, "state", "unlockd"), "did you mean unlocked?");
    wrong(batch, reasons, with(good, "device", 987_654_321), "none of yours");
    wrong(batch, reasons, with(good, "device", foreign), "none of yours");
    wrong(batch, reasons, with(good, "device", "1"), "device is a whole number");
    wrong(batch, reasons, with(good, "id", "no id"), "id is 1 to 64");
    wrong(batch, reasons, with(good, "type", "scren"), "did you mean screen?");
    wrong(batch, reasons, with(good, "devise", 1), "did you mean device?");
    wrong(batch, reasons, 7, "an event is a JSON object");
    Map<String, Object> other = new HashMap<>(good);
    other.put("id", UUID.randomUUID());
    wrong(batch, reasons, other, "the same is known as event " + good.get("id"));
    Map<String, Object> reused = new HashMap<>(good);
    reused.put("at", "2020-05-05T02:00:00Z");
    wrong(batch, reasons, reused, "another event of yours");
    batch.add(app(user, "com.example.reader", "2020-05-05T01:00:00Z", "2020-05-05T01:10:00Z"));
    reasons.add("");
    wrong(
        batch,
        reasons,
        app(user, "com.example.news", "2020-05-05T01:09:59Z", "2020-05-05T01:20:00Z"),
        "it overlaps event");
    wrong(
        batch,
        reasons,
        app(user, "com.example.news", "2020-05-05T02:00:00Z", "2020-05-05T01:20:00Z"),
        "is not after started_at");
    wrong(
        batch,
        reasons,
        app(user, "com.example.news", "2020-05-05T02:00:00Z", "2020-05-06T02:00:01Z"),
        "more than 24 h");
    wrong(
        batch,
        reasons,
        app(user, "not a package", "2020-05-05T02:00:00Z", "2020-05-05T02:20:00Z"),
        "app is a package");

    JsonNode outcome = send(user, batch.toArray());

    assertThat(outcome.get("accepted").asInt()).as(outcome.toString()).isEqualTo(2);
    int at = 0;
    for (JsonNode refusal : outcome.get("refused")) {
      while (reasons.get(at).isEmpty()) {
        at++;
      }
      assertThat(refusal.get("index").asInt()).isEqualTo(at + 1);
      assertThat(refusal.get("reason").asString()).contains(reasons.get(at));
      at++;
    }
    assertThat(at).isEqualTo(reasons.size());
    JsonNode later =
        send(user, app(user, "com.example.news", "2020-05-05T00:59:00Z", "2020-05-05T01:00:01Z"));
    assertThat(later.at("/refused/0/reason").asString())
        .as("with what is stored")
        .contains("overlaps");
  }

  private static void wrong(List<Object> batch, List<String> reasons, Object event, String reason) {
    batch.add(event);
    reasons.add(reason);
  }

  private static Map<String, Object> with(Map<String, Object> event, String key, Object value) {
    Map<String, Object> changed = new HashMap<>(event);
    changed.put("id", UUID.randomUUID());
    changed.put(key, value);
    return changed;
  }

  @Test
  @DisplayName(
      "A batch of 10 MB is taken event by event, what is wrong in it refused singly; a larger one is refused and says so")
  void large() {
    Somebody user = somebody("UTC");
    StringBuilder batch = new StringBuilder("{\"events\":[");
    int good = 12_000;
    for (int i = 0; i < good; i++) {
      batch.append(
          "{\"id\":\"l-%d\",\"type\":\"screen\",\"device\":%d,\"at\":\"%s\",\"state\":\"on\"},"
              .formatted(
                  i, user.device(), Instant.parse("2020-05-05T00:00:00Z").plusSeconds(i * 30L)));
    }
    String padding = "x".repeat(9_999_000 - batch.length());
    batch.append("{\"id\":\"wrong\",\"type\":\"").append(padding).append("\"},7]}");
    Answer taken = sendWith("POST", user.token(), "/api/v1/events", batch.toString());

    assertThat(taken.status()).as(taken.text()).isEqualTo(200);
    assertThat(taken.body().get("accepted").asInt()).isEqualTo(good);
    assertThat(taken.body().get("refused")).hasSize(2);
    assertThat(taken.body().at("/refused/0/index").asInt()).isEqualTo(good);
    assertThat(taken.body().at("/refused/0/reason").asString().length()).isLessThan(1_000);
    assertThat(taken.body().at("/refused/1/index").asInt()).isEqualTo(good + 1);

    Answer tooLarge =
        sendWith(
            "POST", user.token(), "/api/v1/events", "{\"events\":[\"" + "x".repeat(10_000_000));
    assertThat(tooLarge.status()).isEqualTo(413);
    assertThat(tooLarge.detail()).contains("in parts");
  }

  @Test
  @DisplayName("Of a long batch that breaks off, what was taken before is told")
  void brokenOff() {
    Somebody user = somebody("UTC");
    Answer broken =
        sendWith(
            "POST", user.token(), "/api/v1/events", "{\"events\":[" + "7,".repeat(5_001) + "\"");

    assertThat(broken.status()).isEqualTo(400);
    assertThat(broken.detail()).contains("not JSON").contains("first 5000 events");
  }

  @Test
  @DisplayName("A body that is no batch is refused and says what it should be")
  void noBatch() {
    Somebody user = somebody("UTC");
    for (String body :
        List.of("", "[]", "{}", "{\"events\":7}", "{\"events\":[],\"more\":1}", "{\"events\":[")) {
      Answer answer = sendWith("POST", user.token(), "/api/v1/events", body);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.detail()).as(body).matches("the body is (not JSON|\\{\"events\").*");
    }
  }
}
