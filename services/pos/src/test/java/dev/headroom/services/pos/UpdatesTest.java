package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.services.testing.Answer;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.JsonNode;

/** Updates over real connections, against the real log. */
class UpdatesTest extends UpdatesService {

  @Autowired EventLog log;
  @Autowired UpdatesHub hub;
  @Autowired TransactionOperations transactions;

  private Event append(long restaurantId, Object payload) {
    return transactions.execute(
        status -> log.append(restaurantId, EventKind.ORDER_CHANGED, payload));
  }

  private static List<Long> sequences(List<JsonNode> events) {
    return events.stream().map(e -> e.get("sequence").asLong()).toList();
  }

  private static List<Long> oneTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  @DisplayName(
      "P6: a listener whose connection breaks again and again under concurrent writers and"
          + " rollbacks hears every sequence exactly once, in order, and no other restaurant's")
  void resumesWithoutLossOrDuplicates() throws Exception {
    long restaurant = restaurant("Resumed");
    long other = restaurant("Other");
    String token = token(Role.STAFF, restaurant);
    int writers = 4;
    int each = 150;
    Random random = new Random(17);
    List<JsonNode> heard = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(writers, Thread.ofPlatform().name("writer-", 0).factory())) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        int writer = w;
        running.add(CompletableFuture.runAsync(() -> write(restaurant, other, writer, each), pool));
      }
      int all = writers * each;
      while (heard.size() < all) {
        String after = "?after=" + (heard.isEmpty() ? 0 : heard.getLast().get("sequence").asLong());
        try (UpdatesListener listener = UpdatesListener.connect(http, port, after, token)) {
          int some = Math.min(all - heard.size(), 1 + random.nextInt(60));
          heard.addAll(listener.events(some));
          listener.breakOff();
        }
      }
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
    }
    assertThat(sequences(heard)).isEqualTo(oneTo(heard.size()));
    assertThat(log.last(restaurant)).isEqualTo(heard.size());
    assertThat(heard)
        .allSatisfy(e -> assertThat(e.get("restaurantId").asLong()).isEqualTo(restaurant));
    assertThat(heard.stream().map(e -> e.get("payload").toString()).distinct())
        .as("each write is heard once")
        .hasSize(heard.size());
  }

  /** Each write commits; between them others roll back, and another restaurant is written. */
  private void write(long restaurant, long other, int writer, int each) {
    for (int i = 0; i < each; i++) {
      String what = writer + "/" + i;
      append(restaurant, Map.of("write", what));
      transactions.execute(
          status -> {
            log.append(restaurant, EventKind.MENU_CHANGED, Map.of("taken back", what));
            status.setRollbackOnly();
            return "";
          });
      append(other, Map.of("write", "of another"));
    }
  }

  @Test
  @DisplayName("without after, a listener is told the last sequence and hears what comes next")
  void hearsWhatIsNew() throws Exception {
    long restaurant = restaurant("New");
    append(restaurant, Map.of("n", 1));
    append(restaurant, Map.of("n", 2));
    String token = token(Role.MANAGER, restaurant);
    try (UpdatesListener listener =
        UpdatesListener.connect(http, port, "?access_token=" + token, null)) {
      JsonNode hello = listener.next();
      assertThat(hello.get("type").asString()).isEqualTo("hello");
      assertThat(hello.get("after").asLong()).isEqualTo(2);
      assertThat(hello.get("last").asLong()).isEqualTo(2);
      append(restaurant, Map.of("n", 3));
      JsonNode event = listener.next();
      assertThat(event.get("type").asString()).isEqualTo("event");
      assertThat(event.get("restaurantId").asLong()).isEqualTo(restaurant);
      assertThat(event.get("sequence").asLong()).isEqualTo(3);
      assertThat(event.get("kind").asString()).isEqualTo("order.changed");
      assertThat(event.get("payload").get("n").asInt()).isEqualTo(3);
      assertThat(event.get("at").asString()).endsWith("Z");
    }
  }

  @Test
  @DisplayName(
      "placing, moving, cooking and paying an order and changing menu and settings are heard, each"
          + " once, with the version that they led to")
  void heardFromTheApi() throws Exception {
    long restaurant = restaurant("Whole");
    long variation = variation(restaurant);
    String token = token(Role.MANAGER, restaurant);
    String base = "/api/v1/restaurants/" + restaurant;
    try (UpdatesListener listener = UpdatesListener.connect(http, port, "", token)) {
      listener.next();
      var order =
          Map.of(
              "externalId",
              "table-1",
              "lines",
              List.of(Map.of("variationId", variation, "quantity", 2)));
      Answer placed = post(base + "/orders", token, order);
      assertThat(placed.status()).as("%s", placed.body()).isEqualTo(201);
      assertThat(post(base + "/orders", token, order).status())
          .as("submitted again: the same order, no event")
          .isEqualTo(200);
      String path = base + "/orders/" + placed.body().get("id").asLong();
      int version = placed.body().get("version").asInt();
      Answer cooked =
          post(path + "/lines/1/kitchen", token, Map.of("to", "ACCEPTED", "version", version));
      assertThat(cooked.status()).as("%s", cooked.body()).isEqualTo(200);
      long total = placed.body().get("totalMinor").asLong();
      Answer paid = post(path + "/payments", token, Map.of("method", "CARD", "amountMinor", total));
      assertThat(paid.status()).as("%s", paid.body()).isEqualTo(201);
      int paidVersion = paid.body().get("version").asInt();
      Answer refused = post(path + "/transitions", token, Map.of("to", "COMPLETED", "version", 99));
      assertThat(refused.status()).as("a refused change is no event").isEqualTo(409);
      Answer done =
          post(path + "/transitions", token, Map.of("to", "COMPLETED", "version", paidVersion));
      assertThat(done.status()).as("%s", done.body()).isEqualTo(200);
      changeSettings(base, token);

      List<JsonNode> events = listener.events(5);
      assertThat(events)
          .extracting(e -> e.get("kind").asString())
          .containsExactly(
              "order.created",
              "line.changed",
              "payment.added",
              "order.changed",
              "settings.changed");
      assertThat(sequences(events)).isEqualTo(oneTo(5));
      assertThat(events.get(0).get("payload").get("externalId").asString()).isEqualTo("table-1");
      assertThat(events.get(1).get("payload").get("lines").get("1").asString())
          .isEqualTo("ACCEPTED");
      assertThat(events.get(2).get("payload").get("amountMinor").asLong()).isEqualTo(total);
      assertThat(events.get(3).get("payload").get("state").asString()).isEqualTo("COMPLETED");
      assertThat(events.get(3).get("payload").get("version").asInt())
          .isEqualTo(done.body().get("version").asInt());
    }
  }

  private void changeSettings(String base, String token) throws Exception {
    var settings = (tools.jackson.databind.node.ObjectNode) get(base + "/settings", token).body();
    settings.remove("restaurantId");
    settings.put("closingHour", 5);
    Answer changed = put(base + "/settings", token, settings);
    assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
  }

  @Test
  @DisplayName("a platform owner says which restaurant; others hear their own alone")
  void whoHearsWhat() throws Exception {
    long restaurant = restaurant("Mine");
    long other = restaurant("Not mine");
    String owner = token(Role.PLATFORM_OWNER, null);
    String staff = token(Role.STAFF, restaurant);
    assertThat(refused("", null)).isEqualTo(401);
    assertThat(refused("?access_token=nonsense", null)).isEqualTo(401);
    assertThat(refused("", owner)).isEqualTo(400);
    assertThat(refused("?restaurant=999999", owner)).isEqualTo(404);
    assertThat(refused("?restaurant=" + other, staff)).isEqualTo(403);
    assertThat(refused("?after=1", staff)).as("not given yet").isEqualTo(400);
    assertThat(refused("?after=-1", staff)).isEqualTo(400);
    assertThat(refused("?after=x", staff)).isEqualTo(400);
    try (UpdatesListener listener =
        UpdatesListener.connect(http, port, "?restaurant=" + other, owner)) {
      assertThat(listener.next().get("restaurantId").asLong()).isEqualTo(other);
    }
  }

  private int refused(String query, String token) {
    try (UpdatesListener listener = UpdatesListener.connect(http, port, query, token)) {
      throw new AssertionError("connected, closed: " + listener.closed);
    } catch (java.util.concurrent.CompletionException e) {
      assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  @Test
  @DisplayName("a listener that talks is told that updates take no messages")
  void takesNoMessages() throws Exception {
    long restaurant = restaurant("Silent");
    try (UpdatesListener listener =
        UpdatesListener.connect(http, port, "", token(Role.STAFF, restaurant))) {
      listener.next();
      listener.say("hello?");
      assertThat(listener.closed.get(20, TimeUnit.SECONDS))
          .isEqualTo("1003 updates take no messages");
    }
  }

  @Test
  @DisplayName("an event can only be written inside the transaction that it tells of, and must fit")
  void needsATransaction() {
    long restaurant = restaurant("Strict");
    assertThatThrownBy(() -> log.append(restaurant, EventKind.MENU_CHANGED, Map.of()))
        .isInstanceOf(IllegalTransactionStateException.class);
    assertThatThrownBy(() -> append(restaurant, Map.of("long", "x".repeat(2_000))))
        .hasMessageContaining("at most 2000 fit");
    assertThat(log.last(restaurant)).isZero();
  }

  @Test
  @DisplayName("P6: statistics count connections and events sent")
  void statistics() throws Exception {
    long restaurant = restaurant("Counted");
    UpdatesStatistics before = hub.statistics();
    try (UpdatesListener listener =
        UpdatesListener.connect(http, port, "", token(Role.STAFF, restaurant))) {
      listener.next();
      append(restaurant, Map.of("n", 1));
      listener.events(1);
      append(restaurant, Map.of("n", 2));
      listener.events(1);
      UpdatesStatistics now = hub.statistics();
      assertThat(now.opened()).isEqualTo(before.opened() + 1);
      assertThat(now.open()).isPositive();
      // The second event was sent after the first was counted.
      assertThat(now.sent()).isGreaterThanOrEqualTo(before.sent() + 1);
    }
  }
}
