package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import dev.headroom.services.testing.Answer;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** The fix statistics-cache, on and off. */
class AnalyticsCacheTest extends UpdatesService {

  @Autowired Fixes fixes;
  @Autowired HeadroomCache cache;

  @AfterEach
  void off() {
    fixes.switchTo(Set.of());
  }

  private List<String> questions(long restaurant) {
    LocalDate today = LocalDate.now(java.time.Clock.systemUTC());
    String base = "/api/v1/restaurants/" + restaurant + "/analytics/";
    String here = "from=" + today.minusDays(2) + "&to=" + today.plusDays(1);
    String year = "from=" + today.minusDays(360) + "&to=" + today.plusDays(1);
    String before = "from=" + today.minusDays(100) + "&to=" + today.minusDays(70);
    return List.of(
        base + "revenue?by=day&" + here,
        base + "revenue?by=hour&" + year,
        base + "revenue?by=item&limit=3&" + here,
        base + "revenue?by=payment&" + here,
        base + "revenue?by=day&" + before,
        base + "compare?week=" + week(today));
  }

  private static String week(LocalDate date) {
    return new AnalyticsWeek(date.with(java.time.DayOfWeek.MONDAY)).toString();
  }

  /** The same question with the fix off, on and cold or warm, and on and warm. */
  private void equalOnAndOff(List<String> questions, String token) throws Exception {
    for (String question : questions) {
      fixes.switchTo(Set.of());
      Answer off = get(question, token);
      assertThat(off.status()).isEqualTo(200);
      fixes.switchTo(Set.of(AnalyticsCache.FIX));
      assertThat(get(question, token).raw().body()).isEqualTo(off.raw().body());
      assertThat(get(question, token).raw().body()).isEqualTo(off.raw().body());
    }
  }

  @Test
  @DisplayName(
      "P2: with statistics-cache on and off answers are equal, for different users, also after"
          + " orders, payments and settings were written in between with the fix on or off")
  void equalAfterWrites() throws Exception {
    long restaurant = restaurant("Cached");
    long other = restaurant("Cached too");
    long variation = variation(restaurant);
    String manager = token(Role.MANAGER, restaurant);
    String owner = token(Role.PLATFORM_OWNER, null);
    String manager2 = token(Role.MANAGER, other);
    Random random = new Random(5);
    for (int round = 0; round < 4; round++) {
      equalOnAndOff(questions(restaurant), round % 2 == 0 ? manager : owner);
      equalOnAndOff(questions(other), manager2);
      fixes.switchTo(random.nextBoolean() ? Set.of(AnalyticsCache.FIX) : Set.of());
      sell(restaurant, variation, manager, "order-" + round);
      if (round == 2) {
        changeTimeZone(restaurant, manager);
      }
    }
    fixes.switchTo(Set.of(AnalyticsCache.FIX));
    assertThat(
            get(questions(restaurant).getFirst(), manager).body().at("/totals/0/orders").asLong())
        .isEqualTo(4);
    assertThat(get(questions(other).getFirst(), manager2).body().at("/totals/0/orders").asLong())
        .isZero();
  }

  @Test
  @DisplayName("a warm answer is still refused to staff and to another restaurant's manager")
  void accessComesFirst() throws Exception {
    long restaurant = restaurant("Guarded");
    String question = questions(restaurant).getFirst();
    fixes.switchTo(Set.of(AnalyticsCache.FIX));
    assertThat(get(question, token(Role.MANAGER, restaurant)).status()).isEqualTo(200);
    assertThat(get(question, token(Role.STAFF, restaurant)).status()).isEqualTo(403);
    assertThat(get(question, token(Role.MANAGER, restaurant("Curious"))).status()).isEqualTo(403);
  }

  @Test
  @DisplayName(
      "a warm answer is a hit; an order invalidates what covers its month and leaves the rest")
  void invalidatesExactly() throws Exception {
    long restaurant = restaurant("Exact");
    long variation = variation(restaurant);
    String manager = token(Role.MANAGER, restaurant);
    List<String> questions = questions(restaurant);
    Namespace<Object> namespace = cache.known(AnalyticsCache.NAMESPACE);
    fixes.switchTo(Set.of(AnalyticsCache.FIX));
    for (String question : questions) {
      get(question, manager);
    }
    long misses = namespace.stats().misses();
    for (String question : questions) {
      get(question, manager);
    }
    assertThat(namespace.stats().misses()).as("all warm").isEqualTo(misses);
    sell(restaurant, variation, manager, "one");
    for (String question : questions) {
      get(question, manager);
    }
    assertThat(namespace.stats().misses())
        .as("all but the one of months ago")
        .isEqualTo(misses + questions.size() - 1);
  }

  private void sell(long restaurant, long variation, String token, String id) throws Exception {
    String orders = "/api/v1/restaurants/" + restaurant + "/orders";
    Answer placed =
        post(
            orders,
            token,
            Map.of(
                "externalId",
                id,
                "lines",
                List.of(Map.of("variationId", variation, "quantity", 1))));
    assertThat(placed.status()).isEqualTo(201);
    String order = orders + "/" + placed.body().get("id").asLong();
    long total = placed.body().get("totalMinor").asLong();
    Answer paid = post(order + "/payments", token, Map.of("method", "CASH", "amountMinor", total));
    assertThat(paid.status()).isEqualTo(201);
    Answer done =
        post(
            order + "/transitions",
            token,
            Map.of("to", "COMPLETED", "version", paid.body().get("version").asInt()));
    assertThat(done.status()).isEqualTo(200);
  }

  private void changeTimeZone(long restaurant, String token) throws Exception {
    String path = "/api/v1/restaurants/" + restaurant + "/settings";
    ObjectNode settings = (ObjectNode) get(path, token).body();
    settings.remove("restaurantId");
    settings.put("timeZone", "Asia/Kolkata");
    assertThat(put(path, token, settings).status()).isEqualTo(200);
  }
}
