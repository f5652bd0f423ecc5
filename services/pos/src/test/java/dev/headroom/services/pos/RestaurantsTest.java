package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestaurantsTest extends PosService {

  private static final String SETTINGS_3 = "/api/v1/restaurants/3/settings";

  @Test
  @DisplayName("The platform owner sees every restaurant, a manager the own one")
  void list() {
    assertThat(list(get(OWNER, "/api/v1/restaurants").body()))
        .extracting(r -> r.get("id").asLong())
        .containsExactly(1L, 2L, 3L);
    assertThat(list(get(MANAGER_2, "/api/v1/restaurants").body()))
        .extracting(r -> r.get("id").asLong())
        .containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"settings", "menu", "menu/categories/1", "menu/items/1", "orders", "orders/1"})
  @DisplayName("A foreign restaurant is 403, one that does not exist 404 for the owner")
  void access(String path) {
    assertThat(get(STAFF_2, "/api/v1/restaurants/1/" + path).status()).isEqualTo(403);
    assertThat(get(STAFF_2, "/api/v1/restaurants/777/" + path).status()).isEqualTo(403);
    assertThat(get(OWNER, "/api/v1/restaurants/777/" + path).status()).isEqualTo(404);
    assertThat(get(OWNER, "/api/v1/restaurants/1/" + path).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A manager changes settings on the version just read; an older version is refused")
  void change() {
    Answer before = get(MANAGER_3, SETTINGS_3);
    Map<String, Object> change = change(before);
    change.put("closingHour", 5);
    change.put("taxRate", 0.0725);

    Answer after = put(MANAGER_3, SETTINGS_3, change);

    assertThat(after.status()).isEqualTo(200);
    assertThat(after.version()).isEqualTo(before.version() + 1);
    assertThat(get(MANAGER_3, SETTINGS_3).text()).contains("\"closingHour\":5", "0.0725");
    Answer stale = put(MANAGER_3, SETTINGS_3, change);
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.detail()).contains("version " + after.version());
  }

  @Test
  @DisplayName("Staff may not change settings, nobody may set an unknown time zone or currency")
  void refused() {
    Map<String, Object> change = change(get(MANAGER_3, SETTINGS_3));

    assertThat(put("staff3", SETTINGS_3, change).status()).isEqualTo(403);
    change.put("timeZone", "Europe/Pariss");
    Answer zone = put(MANAGER_3, SETTINGS_3, change);
    assertThat(zone.status()).isEqualTo(400);
    assertThat(zone.detail()).contains("Europe/Paris");
    change.put("timeZone", "Europe/Paris");
    change.put("currency", "EURO");
    assertThat(put(MANAGER_3, SETTINGS_3, change).status()).isEqualTo(400);
  }

  private static Map<String, Object> change(Answer settings) {
    Map<String, Object> change = new HashMap<>();
    for (String key : settings.body().propertyNames()) {
      change.put(key, settings.body().get(key));
    }
    change.remove("restaurantId");
    return change;
  }
}
