package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MenusTest extends PosService {

  private static final String MENU_3 = "/api/v1/restaurants/3/menu";

  @Test
  @DisplayName("Tree, category and item say the same of an item")
  void reads() {
    JsonNode category = get(MANAGER_3, MENU_3).body().at("/categories/2");
    JsonNode item = category.at("/items/1");

    assertThat(get(MANAGER_3, MENU_3 + "/categories/" + category.get("id")).body())
        .isEqualTo(category);
    assertThat(get(MANAGER_3, MENU_3 + "/items/" + item.get("id")).body()).isEqualTo(item);
  }

  @Test
  @DisplayName("The real menu has four categories, 32 pizzas and 91 priced variations")
  void real() {
    JsonNode menu = get(OWNER, "/api/v1/restaurants/1/menu").body();

    assertThat(list(menu.get("categories")))
        .extracting(c -> c.get("name").asString())
        .containsExactly("chicken", "classic", "supreme", "veggie");
    List<JsonNode> items =
        list(menu.get("categories")).stream().flatMap(c -> list(c.get("items")).stream()).toList();
    assertThat(items).hasSize(32);
    assertThat(items.stream().mapToInt(i -> i.get("variations").size()).sum()).isEqualTo(91);
  }

  @Test
  @DisplayName("Whatever a manager changes of an item, a price alone too, moves its version by one")
  void change() {
    JsonNode item = get(MANAGER_3, MENU_3).body().at("/categories/1/items/0");
    String path = MENU_3 + "/items/" + item.get("id");
    long variation = item.at("/variations/0/id").asLong();
    int version = item.get("version").asInt();

    Answer renamed = put(MANAGER_3, path, change("Renamed", version, List.of()));
    assertThat(renamed.status()).isEqualTo(200);
    assertThat(renamed.version()).isEqualTo(version + 1);

    var price = List.of(Map.<String, Object>of("id", variation, "priceMinor", 1234));
    Answer priced = put(MANAGER_3, path, change("Renamed", version + 1, price));
    assertThat(priced.status()).isEqualTo(200);
    assertThat(priced.version()).isEqualTo(version + 2);

    assertThat(get(MANAGER_3, path).text()).isEqualTo(priced.text());
    assertThat(priced.body().at("/variations/0/priceMinor").asLong()).isEqualTo(1234);
    assertThat(put(MANAGER_3, path, change("Late", version, List.of())).status()).isEqualTo(409);
    assertThat(put("staff3", path, change("Staff", version + 2, List.of())).status())
        .isEqualTo(403);
  }

  @Test
  @DisplayName("A foreign item is unknown here, and a variation of another item is refused")
  void foreign() {
    long own = get(MANAGER_3, MENU_3).body().at("/categories/0/items/0/id").asLong();

    assertThat(get(MANAGER_3, MENU_3 + "/items/1").status()).isEqualTo(404);
    assertThat(get(MANAGER_3, MENU_3 + "/categories/1").status()).isEqualTo(404);
    var price = List.of(Map.<String, Object>of("id", 1, "priceMinor", 1));
    Answer refused = put(MANAGER_3, MENU_3 + "/items/" + own, change("x", 0, price));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).contains("has no variation 1");
  }

  private static Map<String, Object> change(
      String name, int version, List<Map<String, Object>> prices) {
    return Map.of(
        "name",
        name,
        "description",
        "as changed",
        "available",
        true,
        "variations",
        prices,
        "version",
        version);
  }
}
