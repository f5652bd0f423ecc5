package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OrderFlowTest extends PosService {

  @Test
  @DisplayName("An order is paid, completed, and then stays as it is")
  void completed() {
    Answer order = newOrder("flow-1", 2);
    long total = order.body().get("totalMinor").asLong();

    Answer unpaid = move(STAFF_2, order.id(), "COMPLETED", 0);
    assertThat(unpaid.status()).isEqualTo(409);
    assertThat(unpaid.detail()).contains("lacks payments of " + total);
    Answer paid = pay(order.id(), total);
    assertThat(paid.status()).isEqualTo(201);
    assertThat(paid.version()).isEqualTo(1);
    Answer done = move(STAFF_2, order.id(), "COMPLETED", 1);
    assertThat(done.status()).isEqualTo(200);
    assertThat(done.version()).isEqualTo(2);
    assertThat(get(STAFF_2, ORDERS_2 + "/" + order.id()).text()).isEqualTo(done.text());
    assertThat(move(MANAGER_2, order.id(), "CANCELED", 2).status()).isEqualTo(409);
    assertThat(pay(order.id(), 1).status()).isEqualTo(409);
  }

  @Test
  @DisplayName("Staff open and cancel drafts; canceling an open order takes a manager")
  void roles() {
    Answer draft =
        post(
            STAFF_2,
            ORDERS_2,
            Map.of(
                "externalId",
                "flow-2",
                "draft",
                true,
                "lines",
                List.of(Map.of("variationId", aVariation(), "quantity", 1))));
    assertThat(draft.body().get("state").asString()).isEqualTo("DRAFT");
    assertThat(move(STAFF_2, draft.id(), "COMPLETED", 0).status()).isEqualTo(409);
    assertThat(move(STAFF_2, draft.id(), "OPEN", 0).status()).isEqualTo(200);

    assertThat(move(STAFF_2, draft.id(), "CANCELED", 1).status()).isEqualTo(403);
    assertThat(move(MANAGER_2, draft.id(), "CANCELED", 1).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("A change made on an older version is refused and changes nothing")
  void stale() {
    Answer order = newOrder("flow-3", 1);
    assertThat(kitchen(order.id(), "ACCEPTED", 0).status()).isEqualTo(200);

    Answer stale = kitchen(order.id(), "PREPARING", 0);

    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.detail()).contains("version 1");
    assertThat(move(MANAGER_2, order.id(), "CANCELED", 0).status()).isEqualTo(409);
    assertThat(
            get(STAFF_2, ORDERS_2 + "/" + order.id()).body().at("/lines/0/kitchenState").asString())
        .isEqualTo("ACCEPTED");
  }

  @Test
  @DisplayName("A line goes through the kitchen one step at a time")
  void kitchen() {
    long order = newOrder("flow-4", 1).id();
    assertThat(kitchen(order, "READY", 0).status()).isEqualTo(409);
    int version = 0;
    for (String step : List.of("ACCEPTED", "PREPARING", "READY", "SERVED")) {
      Answer moved = kitchen(order, step, version++);
      assertThat(moved.status()).isEqualTo(200);
      assertThat(moved.body().at("/lines/0/kitchenState").asString()).isEqualTo(step);
      assertThat(moved.version()).isEqualTo(version);
    }
    assertThat(kitchen(order, "SERVED", version).status()).isEqualTo(409);
  }

  @Test
  @DisplayName("Payments at the same moment never exceed the total")
  void payments() {
    Answer order = newOrder("flow-5", 4);
    long total = order.body().get("totalMinor").asLong();
    assertThat(pay(order.id(), total + 1).status()).isEqualTo(409);
    List<CompletableFuture<Answer>> paid;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(6, Thread.ofPlatform().name("pay-", 0).factory())) {
      paid =
          java.util.stream.IntStream.range(0, 6)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> pay(order.id(), total), threads))
              .toList();
    }

    assertThat(paid)
        .extracting(a -> a.join().status())
        .containsOnlyOnce(201)
        .containsOnly(201, 409);
    assertThat(get(STAFF_2, ORDERS_2 + "/" + order.id()).body().get("payments")).hasSize(1);
  }

  private Answer move(String user, long order, String to, int version) {
    return post(
        user, ORDERS_2 + "/" + order + "/transitions", Map.of("to", to, "version", version));
  }

  private Answer kitchen(long order, String to, int version) {
    return post(
        STAFF_2, ORDERS_2 + "/" + order + "/lines/1/kitchen", Map.of("to", to, "version", version));
  }

  private Answer pay(long order, long amount) {
    return post(
        STAFF_2,
        ORDERS_2 + "/" + order + "/payments",
        Map.of("method", "CARD", "amountMinor", amount));
  }
}
