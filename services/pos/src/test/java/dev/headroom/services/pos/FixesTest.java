package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.JsonNode;

/** R6, P2: every answer is the same with a fix on and off, to the byte. */
class FixesTest extends PosService {

  private static final String R3 = "/api/v1/restaurants/3";

  @Autowired Fixes fixes;
  @Autowired HeadroomCache cache;
  @Autowired IndexFix indexes;
  @Autowired ApplicationEventPublisher events;

  @AfterEach
  void off() {
    fixes.switchTo(Set.of());
    indexes.follow(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "indexes",
        "orders-joined",
        "menu-joined",
        "menu-cache",
        "settings-cache",
        "user-cache",
        "all"
      })
  @DisplayName("A fix changes no answer, for any user, also after writes with it on and off")
  void equal(String fix) {
    Set<String> on =
        fix.equals("all")
            ? fixes.known().stream().map(Fix::id).collect(Collectors.toSet())
            : Set.of(fix);
    equalOnAndOff(on);
    write(on, "on");
    equalOnAndOff(on);
    write(Set.of(), "off");
    equalOnAndOff(on);
  }

  /** Off, then on twice: a cache's first answer and its second. */
  private void equalOnAndOff(Set<String> on) {
    switchTo(Set.of());
    List<String> before = answers();
    for (int i = 0; i < 2; i++) {
      switchTo(on);
      assertThat(answers()).isEqualTo(before);
    }
  }

  private List<String> answers() {
    List<String> answers = new ArrayList<>();
    for (String user : List.of(OWNER, MANAGER_2, STAFF_2, MANAGER_3, "staff3")) {
      answers.add(get(user, "/api/v1/auth/me").text());
      for (int restaurant : new int[] {1, 2, 3}) {
        String base = "/api/v1/restaurants/" + restaurant;
        int order = restaurant == 1 ? 1 : restaurant == 2 ? 21_400 : 22_600;
        for (String path :
            List.of(
                "/settings",
                "/menu",
                "/menu/categories/" + (restaurant == 3 ? 12 : 5),
                "/menu/items/" + (restaurant == 3 ? itemOf3() : 33),
                "/menu/items/1",
                "/orders?size=40",
                "/orders?from=2015-01-03&to=2015-01-05&state=COMPLETED&size=7&page=1",
                "/orders/" + order)) {
          Answer answer = get(user, base + path);
          answers.add(user + " " + base + path + " " + answer.status() + " " + answer.text());
        }
      }
    }
    return answers;
  }

  /** An item, settings, an order. */
  private void write(Set<String> on, String name) {
    switchTo(on);
    JsonNode item = get(MANAGER_3, R3 + "/menu/items/" + itemOf3()).body();
    Map<String, Object> change = new HashMap<>();
    change.put("name", "Changed with it " + name);
    change.put("description", "");
    change.put("available", true);
    change.put("version", item.get("version"));
    long price = item.at("/variations/0/priceMinor").asLong() + 5;
    change.put(
        "variations", List.of(Map.of("id", item.at("/variations/0/id"), "priceMinor", price)));
    Answer changed = put(MANAGER_3, R3 + "/menu/items/" + itemOf3(), change);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(get("staff3", R3 + "/menu").text()).contains(changed.text());

    JsonNode settings = get(MANAGER_3, R3 + "/settings").body();
    Answer set =
        put(
            MANAGER_3,
            R3 + "/settings",
            Map.of(
                "timeZone",
                "Europe/Paris",
                "currency",
                settings.get("currency").asString().equals("EUR") ? "CHF" : "EUR",
                "closingHour",
                3,
                "taxRate",
                settings.get("taxRate"),
                "serviceChargeRate",
                settings.get("serviceChargeRate"),
                "version",
                settings.get("version")));
    assertThat(set.status()).isEqualTo(200);
    assertThat(get("staff3", R3 + "/settings").text()).isEqualTo(set.text());
    Answer order =
        post(
            "staff3",
            R3 + "/orders",
            order("fix-" + java.util.UUID.randomUUID(), item.at("/variations/0/id").asLong(), 1));
    assertThat(order.status()).isEqualTo(201);
    assertThat(order.body().get("currency")).isEqualTo(set.body().get("currency"));
    assertThat(order.body().at("/lines/0/unitPriceMinor").asLong()).isEqualTo(price);
  }

  private long itemOf3() {
    return jdbc.sql(
            "select min(i.id) from item i join category c on c.id = i.category_id where"
                + " c.restaurant_id = 3")
        .query(Long.class)
        .single();
  }

  private void switchTo(Set<String> on) {
    fixes.switchTo(on);
    indexes.follow(on.contains(PosFixes.INDEXES));
  }

  @Test
  @DisplayName("Each cache answers the second time, and one changed item leaves the others cached")
  void caches() {
    fixes.switchTo(Set.of("menu-cache", "settings-cache", "user-cache"));
    get(MANAGER_3, R3 + "/menu");
    get(MANAGER_3, R3 + "/menu");
    long items = misses(MenuCache.ITEMS);
    long outlines = misses(MenuCache.OUTLINES);
    long settings = misses(SettingsCache.NAMESPACE);
    long users = misses(UserCache.NAMESPACE);

    get(MANAGER_3, R3 + "/menu");
    assertThat(misses(MenuCache.ITEMS)).isEqualTo(items);
    assertThat(misses(MenuCache.OUTLINES)).isEqualTo(outlines);
    assertThat(misses(SettingsCache.NAMESPACE)).isEqualTo(settings);
    assertThat(misses(UserCache.NAMESPACE)).isEqualTo(users);

    JsonNode item = get(MANAGER_3, R3 + "/menu/items/" + itemOf3()).body();
    Answer changed =
        put(
            MANAGER_3,
            R3 + "/menu/items/" + itemOf3(),
            Map.of(
                "name",
                "Only this one",
                "description",
                "",
                "available",
                true,
                "variations",
                List.of(),
                "version",
                item.get("version")));
    assertThat(changed.status()).isEqualTo(200);
    get(MANAGER_3, R3 + "/menu");
    assertThat(misses(MenuCache.ITEMS)).isEqualTo(items + 1);
    assertThat(misses(MenuCache.OUTLINES)).isEqualTo(outlines);
  }

  @Test
  @DisplayName("With user-cache on, a user who is shut out by the service is out at once")
  void user() {
    fixes.switchTo(Set.of("user-cache"));
    jdbc.sql(
            "insert into app_user (restaurant_id, email, password_hash, name, role) select"
                + " restaurant_id, 'cached@headroom.example', password_hash, name, role from"
                + " app_user where email = 'staff3@headroom.example'")
        .update();
    Answer in = signIn("cached@headroom.example", "staff");
    String token = in.body().get("accessToken").asString();
    assertThat(sendWith("GET", token, "/api/v1/auth/me", null).status()).isEqualTo(200);

    jdbc.sql("update app_user set active = false where email = 'cached@headroom.example'").update();
    events.publishEvent(new UserChanged(in.body().at("/user/id").asLong()));

    assertThat(sendWith("GET", token, "/api/v1/auth/me", null).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("Switching over HTTP creates the indexes by hand and drops them again")
  void indexes() {
    switchOverHttp(List.of("indexes"));
    assertThat(existing()).containsExactlyInAnyOrderElementsOf(IndexFix.indexes().keySet());
    switchOverHttp(List.of());
    assertThat(existing()).isEmpty();
    assertThat(put(MANAGER_2, "/headroom/api/fixes", Map.of("on", List.of())).status())
        .isEqualTo(403);
  }

  private void switchOverHttp(List<String> on) {
    assertThat(put(OWNER, "/headroom/api/fixes", Map.of("on", on)).status()).isEqualTo(200);
  }

  private List<String> existing() {
    return jdbc.sql("select indexname from pg_indexes where indexname in (:names)")
        .param("names", IndexFix.indexes().keySet())
        .query(String.class)
        .list();
  }

  private long misses(String namespace) {
    return java.util.Objects.requireNonNull(cache.known(namespace)).stats().misses();
  }
}
