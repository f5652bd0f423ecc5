package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cli.InThisProcess;
import dev.headroom.loop.Fixes;
import dev.headroom.services.common.UserCacheFix;
import dev.headroom.services.testing.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** {@code headroom cache} against the service as it runs. */
class CacheCommandTest extends PosService {

  private static final String MENU_3 = "/api/v1/restaurants/3/menu";

  @Autowired Fixes fixes;
  @Autowired HeadroomCache cache;

  @AfterEach
  void off() {
    fixes.switchTo(Set.of());
  }

  @Test
  @DisplayName(
      "P2: a pattern invalidates a restaurant's menu and leaves the others'; statistics count it")
  void restaurant() {
    fixes.switchTo(Set.of(PosFixes.MENU_CACHE, PosFixes.SETTINGS_CACHE));
    ask("invalidate", "menu-items", "--all");
    get(MANAGER_3, MENU_3);
    get(STAFF_2, "/api/v1/restaurants/2/menu");
    long loads = loads();
    get(MANAGER_3, MENU_3);
    get(STAFF_2, "/api/v1/restaurants/2/menu");
    assertThat(loads()).as("both are cached").isEqualTo(loads);

    assertThat(ask("invalidate", "menu-items", "--pattern", "3/*").out())
        .contains("menu-items: invalidated pattern 3/*");
    get(STAFF_2, "/api/v1/restaurants/2/menu");
    assertThat(loads()).as("the other restaurant is cached").isEqualTo(loads);
    get(MANAGER_3, MENU_3);
    assertThat(loads()).as("one load for all of its items").isEqualTo(loads + 1);

    JsonNode item = get(MANAGER_3, MENU_3).body().at("/categories/0/items/0");
    Told value = ask("get", "menu-items", "3/" + item.get("id"));
    assertThat(value.code()).isZero();
    assertThat(json.readTree(value.out()).get("name")).isEqualTo(item.get("name"));
    Told none = ask("get", "menu-items", "3/0");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("menu-items has no value for '3/0'");

    Told stats = ask("stats");
    assertThat(stats.out())
        .contains("Redis: none; values stay in the process", "menu-items", "settings");
    JsonNode all = json.readTree(ask("stats", "--json").out());
    assertThat(all.path("namespaces")).hasSize(9);
  }

  @Test
  @DisplayName(
      "P2: warming a restaurant fills its menu and settings, so that no request reads them from the"
          + " database; the others' stay as they are")
  void warm() {
    fixes.switchTo(Set.of(PosFixes.MENU_CACHE, PosFixes.SETTINGS_CACHE, UserCacheFix.ID));
    for (String namespace : List.of("menu-items", "menu-skeletons", "settings")) {
      ask("invalidate", namespace, "--all");
    }
    get(MANAGER_3, "/api/v1/auth/me");
    get(STAFF_2, "/api/v1/auth/me");

    Told warmed = ask("warm", "menu-items", "3");
    assertThat(warmed.err()).isEmpty();
    int items =
        list(get(MANAGER_3, MENU_3).body().at("/categories")).stream()
            .mapToInt(category -> category.get("items").size())
            .sum();
    assertThat(warmed.out()).startsWith("menu-items: " + items + " values are in the cache now");
    JsonNode category = get(MANAGER_3, MENU_3).body().at("/categories/0");
    for (String part :
        List.of("", "/categories/" + category.get("id"), "/items/" + category.at("/items/0/id"))) {
      assertThat(database(get(MANAGER_3, MENU_3 + part))).as("statements").isEqualTo("0.000");
    }
    assertThat(database(get(STAFF_2, "/api/v1/restaurants/2/menu"))).isNotEqualTo("0.000");

    assertThat(ask("stats").out()).containsPattern("menu-items \\*");
    assertThat(ask("warm", "menu-items").out()).containsPattern("menu-items: \\d{3,} values");
    assertThat(unstorable()).as("loads that were not kept").isZero();
  }

  private static String database(Answer answer) {
    String timing = answer.raw().headers().firstValue("Server-Timing").orElse("");
    return timing.replaceAll("db;dur=([0-9.]+),.*", "$1");
  }

  @Test
  @DisplayName("what cannot be done is said in a line, with what to write instead")
  void refused() {
    assertThat(ask("get", "menu-itms", "1").err()).contains("did you mean menu-items?");
    assertThat(ask("warm", "menu-items", "999").err()).contains("there is no restaurant '999'");
    assertThat(ask("warm", "users").err()).contains("nobody knows how to warm 'users'");
    assertThat(ask("invalidate", "menu-items").err()).contains("--key", "--all");
    assertThat(run(List.of("stats", base(), "--token", token(MANAGER_3))).err())
        .contains("status 403", "--token TOKEN");
    assertThat(run(List.of("stats", "127.0.0.1:1")).err()).contains("nothing listens at");
    assertThat(run(List.of("--help")).out()).contains("stats", "get", "invalidate", "warm");
  }

  private long unstorable() {
    return Objects.requireNonNull(cache.known("menu-items")).stats().unstorable();
  }

  private long loads() {
    return Objects.requireNonNull(cache.known("menu-items")).stats().loads();
  }

  private record Told(int code, String out, String err) {}

  private String base() {
    return "http://127.0.0.1:" + port;
  }

  private Told ask(String command, String... more) {
    List<String> words = new ArrayList<>(List.of(command, base()));
    words.addAll(List.of(more));
    words.addAll(List.of("--token", token(OWNER)));
    return run(words);
  }

  private static Told run(List<String> words) {
    List<String> command = new ArrayList<>(List.of("cache"));
    command.addAll(words);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
    try {
      int code = InThisProcess.run(command.toArray(new String[0]));
      return new Told(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
