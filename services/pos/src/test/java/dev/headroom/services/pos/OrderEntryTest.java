package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OrderEntryTest extends PosService {

  @Test
  @DisplayName("A new order is 201 and open, with a snapshot of the menu's names and prices")
  void place() {
    JsonNode item = anItem();
    Answer placed = newOrder("entry-1", 3);

    assertThat(placed.status()).isEqualTo(201);
    assertThat(placed.body().get("state").asString()).isEqualTo("OPEN");
    JsonNode line = placed.body().at("/lines/0");
    assertThat(line.get("itemName")).isEqualTo(item.get("name"));
    assertThat(line.get("unitPriceMinor")).isEqualTo(item.at("/variations/0/priceMinor"));
    assertThat(line.get("kitchenState").asString()).isEqualTo("PLACED");
    assertThat(get(STAFF_2, ORDERS_2 + "/" + placed.id()).text()).isEqualTo(placed.text());
  }

  @Test
  @DisplayName("The same request again is the same order with 200; another under its id is 409")
  void again() {
    Answer first = newOrder("entry-2", 2);
    Map<String, Object> withDefaults = new HashMap<>(order("entry-2", aVariation(), 2));
    withDefaults.putAll(Map.of("draft", false, "tipMinor", 0));

    Answer again = newOrder("entry-2", 2);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(post(STAFF_2, ORDERS_2, withDefaults).text()).isEqualTo(first.text());
    Answer other = newOrder("entry-2", 3);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.detail()).contains("entry-2", "order " + first.id());
  }

  @Test
  @DisplayName("Eight that submit the same request at the same moment place one order")
  void atOnce() throws Exception {
    long variation = aVariation();
    token(STAFF_2);
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(8, Thread.ofPlatform().name("submit-", 0).factory())) {
      for (int i = 0; i < 8; i++) {
        answers.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(go);
                  return post(STAFF_2, ORDERS_2, order("entry-3", variation, 1));
                },
                threads));
      }
      go.countDown();
    }

    assertThat(answers)
        .extracting(a -> a.join().status())
        .containsOnly(200, 201)
        .containsOnlyOnce(201);
    assertThat(answers.stream().map(a -> a.join().text()).distinct()).hasSize(1);
  }

  @Test
  @DisplayName("Modifiers are added to the price; foreign, doubled or too many ones are refused")
  void modifiers() {
    JsonNode item =
        list(get(STAFF_2, "/api/v1/restaurants/2/menu").body().get("categories")).stream()
            .flatMap(c -> list(c.get("items")).stream())
            .filter(i -> i.at("/modifierGroups/0/modifiers").size() > 2)
            .findFirst()
            .orElseThrow();
    JsonNode modifiers = item.at("/modifierGroups/0/modifiers");
    List<Long> ids = list(modifiers).stream().map(m -> m.get("id").asLong()).toList();
    long variation = item.at("/variations/0/id").asLong();

    Answer placed = submit("entry-4", variation, ids.subList(0, 2));
    assertThat(placed.status()).isEqualTo(201);
    long unit = item.at("/variations/0/priceMinor").asLong();
    long extra = modifiers.at("/0/priceMinor").asLong() + modifiers.at("/1/priceMinor").asLong();
    assertThat(placed.body().get("subtotalMinor").asLong()).isEqualTo(2 * (unit + extra));

    assertThat(submit("entry-5", variation, ids.subList(0, 3)).detail()).contains("choose 0 to 2");
    assertThat(submit("entry-5", variation, List.of(ids.get(0), ids.get(0))).status())
        .isEqualTo(400);
    assertThat(submit("entry-5", variation, List.of(987654L)).detail()).contains("no modifier");
  }

  @Test
  @DisplayName("What is not on this menu, not available, or a discount above the price is refused")
  void refused() {
    assertThat(post(STAFF_2, ORDERS_2, order("entry-6", 1, 1)).status()).isEqualTo(400);
    Map<String, Object> discounted = new HashMap<>(order("entry-6", aVariation(), 1));
    discounted.put("discountMinor", 999_999);
    Answer refused = post(STAFF_2, ORDERS_2, discounted);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.detail()).contains("subtotal");

    JsonNode last = get(STAFF_2, "/api/v1/restaurants/2/menu").body().at("/categories/6/items/0");
    jdbc.sql("update item set available = false where id = :id")
        .param("id", last.get("id").asLong())
        .update();
    Answer gone =
        post(STAFF_2, ORDERS_2, order("entry-7", last.at("/variations/0/id").asLong(), 1));
    assertThat(gone.status()).isEqualTo(409);
  }

  private Answer submit(String externalId, long variation, List<Long> modifiers) {
    return post(
        STAFF_2,
        ORDERS_2,
        Map.of(
            "externalId",
            externalId,
            "lines",
            List.of(Map.of("variationId", variation, "quantity", 2, "modifierIds", modifiers))));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
