package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.services.common.IndexFix;
import dev.headroom.services.testing.Answer;
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
import tools.jackson.databind.JsonNode;

/** R6, P2: every answer is the same with a fix on and off, to the byte. */
class FixesTest extends PosService {

  private static final String R3 = "/api/v1/restaurants/3";

  @Autowired Fixes fixes;
  @Autowired HeadroomCache cache;

  @AfterEach
  void off() {
    switchTo(Set.of());
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
        "response-cache",
        "compression",
        "token-cache",
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
    for (String user : List.of(OWNER, STAFF_2, MANAGER_3)) {
      answers.add(read(user, "/api/v1/auth/me").text());
      for (int restaurant : new int[] {2, 3}) {
        String base = "/api/v1/restaurants/" + restaurant;
        int order = restaurant == 2 ? 21_400 : 22_600;
        for (String path :
            List.of(
                "/settings",
                "/menu",
                "/menu/categories/" + (restaurant == 3 ? 12 : 5),
                "/menu/items/" + (restaurant == 3 ? itemOf3() : 33),
                "/menu/items/1",
                "/orders?size=6",
                "/orders?from=2015-01-03&to=2015-01-05&state=COMPLETED&size=7&page=1",
                "/orders/" + order)) {
          Answer answer = read(user, base + path);
          answers.add(user + " " + base + path + " " + answer.status() + " " + answer.text());
        }
      }
    }
    return answers;
  }

  /** As a browser asks. */
  private Answer read(String user, String path) {
    return sendWith("GET", token(user), path, null, "Accept-Encoding", "gzip");
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

  /** As a person does it, so that what has to follow follows. */
  private void switchTo(Set<String> on) {
    assertThat(put(OWNER, "/headroom/api/fixes", Map.of("on", on)).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("Each cache answers the second time, and one changed item leaves the others cached")
  void caches() {
    switchTo(Set.of("menu-cache", "settings-cache", "user-cache"));
    get(MANAGER_3, R3 + "/menu");
    get(MANAGER_3, R3 + "/menu");
    long items = misses("menu-items");
    long outlines = misses("menu-skeletons");
    long settings = misses("settings");
    long users = misses("users");

    get(MANAGER_3, R3 + "/menu");
    assertThat(misses("menu-items")).isEqualTo(items);
    assertThat(misses("menu-skeletons")).isEqualTo(outlines);
    assertThat(misses("settings")).isEqualTo(settings);
    assertThat(misses("users")).isEqualTo(users);

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
    assertThat(misses("menu-items")).isEqualTo(items + 1);
    assertThat(misses("menu-skeletons")).isEqualTo(outlines);
  }

  @Test
  @DisplayName("With user-cache on, a user who is shut out by the service is out at once")
  void user() {
    switchTo(Set.of("user-cache"));
    jdbc.sql(
            "insert into app_user (restaurant_id, email, password_hash, name, role) select"
                + " restaurant_id, 'cached@headroom.example', password_hash, name, role from"
                + " app_user where email = 'staff3@headroom.example'")
        .update();
    Answer in = signIn("cached@headroom.example", "staff");
    String token = in.body().get("accessToken").asString();
    assertThat(sendWith("GET", token, "/api/v1/auth/me", null).status()).isEqualTo(200);

    Answer out =
        put(
            MANAGER_3,
            "/api/v1/users/" + in.body().at("/user/id").asLong(),
            Map.of("active", false));
    assertThat(out.status()).isEqualTo(200);

    assertThat(sendWith("GET", token, "/api/v1/auth/me", null).status()).isEqualTo(401);
  }

  @Test
  @DisplayName("Switching over HTTP creates the indexes by hand and drops them again")
  void indexes() {
    switchTo(Set.of("indexes"));
    assertThat(existing()).hasSize(IndexFix.statements().size());
    switchTo(Set.of());
    assertThat(existing()).isEmpty();
    assertThat(put(MANAGER_2, "/headroom/api/fixes", Map.of("on", List.of())).status())
        .isEqualTo(403);
  }

  /** The schema as found has unique indexes only. */
  private List<String> existing() {
    return jdbc.sql(
            "select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class"
                + " t on t.oid = x.indrelid where t.relnamespace = 'public'::regnamespace and t.relname"
                + " <> 'flyway_schema_history' and not x.indisunique")
        .query(String.class)
        .list();
  }

  private long misses(String namespace) {
    return java.util.Objects.requireNonNull(cache.known(namespace)).stats().misses();
  }
}
