package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OrdersTest extends PosService {

  private static final String ORDERS_1 = "/api/v1/restaurants/1/orders";

  @Test
  @DisplayName("Pages are newest first and together hold every order of the filter once")
  void pages() {
    List<JsonNode> all = new ArrayList<>();
    long total = 0;
    for (int page = 0; page < 3; page++) {
      JsonNode body =
          get(OWNER, ORDERS_1 + "?from=2015-05-04&to=2015-05-04&size=30&page=" + page).body();
      total = body.get("total").asLong();
      all.addAll(list(body.get("orders")));
    }

    assertThat(total)
        .isEqualTo(
            jdbc.sql(
                    "select count(*) from orders where restaurant_id = 1 and business_date ="
                        + " date '2015-05-04'")
                .query(Long.class)
                .single())
        .isBetween(31L, 90L);
    assertThat(new HashSet<>(all.stream().map(o -> o.get("id")).toList())).hasSize((int) total);
    assertThat(all)
        .extracting(o -> Instant.parse(o.get("placedAt").asString()))
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(all).allSatisfy(o -> assertThat(o.get("lines")).isNotEmpty());
  }

  @Test
  @DisplayName("The filter by state shows that state alone")
  void state() {
    JsonNode body = get(MANAGER_2, ORDERS_2 + "?state=CANCELED&size=200").body();

    assertThat(list(body.get("orders")))
        .isNotEmpty()
        .allSatisfy(o -> assertThat(o.get("state").asString()).isEqualTo("CANCELED"));
  }

  @Test
  @DisplayName("A single order is as in the list, with its payments")
  void one() {
    JsonNode listed = get(OWNER, ORDERS_1 + "?size=1&from=2015-01-01&to=2015-01-01").body();
    JsonNode order = listed.at("/orders/0");

    JsonNode one = get(OWNER, ORDERS_1 + "/" + order.get("id")).body();

    assertThat(one.get("lines")).isEqualTo(order.get("lines"));
    assertThat(one.get("totalMinor")).isEqualTo(order.get("totalMinor"));
    assertThat(one.at("/payments/0/amountMinor")).isEqualTo(order.get("totalMinor"));
    assertThat(order.has("payments")).isFalse();
  }

  @Test
  @DisplayName("The first order of the real year is as the file says: one hawaiian M at 13.25")
  void first() {
    JsonNode page = get(OWNER, ORDERS_1 + "?from=2015-01-01&to=2015-01-01&size=200").body();
    JsonNode first = page.at("/orders/" + (page.get("total").asInt() - 1));

    assertThat(first.get("externalId").asString()).isEqualTo("2015-000001");
    assertThat(first.get("placedAt").asString()).isEqualTo("2015-01-01T16:38:36Z");
    assertThat(first.at("/lines/0/itemName").asString()).isEqualTo("hawaiian");
    assertThat(first.get("totalMinor").asLong()).isEqualTo(1325);
  }
}
