package dev.headroom.services.pos;

import dev.headroom.services.testing.Caller;
import dev.headroom.services.testing.Mix;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The five kinds of requests of P3, seeded, sized for a window of a second or two: fewer sign-ins,
 * because hashing passwords would fill the window, and more analytics, because a statement has to
 * come back before anybody can tell.
 */
final class FindingsLoad {

  private static final int THREADS = 6;
  private static final int RESTAURANTS = 3;
  private static final List<String> BY = List.of("day", "item");

  private final Caller caller;
  private final AtomicLong orders = new AtomicLong();
  private final Map<Integer, String> staff = new HashMap<>();
  private final Map<Integer, String> managers = new HashMap<>();
  private final Map<Integer, List<Long>> known = new HashMap<>();
  private final Map<Integer, Long> variations = new HashMap<>();

  /** Signs everybody in and learns ids. */
  FindingsLoad(int port) {
    caller = new Caller(port, JsonMapper.shared());
    for (int r = 1; r <= RESTAURANTS; r++) {
      staff.put(r, caller.signIn("staff" + r + "@headroom.example", "staff").accessToken());
      managers.put(r, caller.signIn("manager" + r + "@headroom.example", "manager").accessToken());
      List<Long> ids = new ArrayList<>();
      for (JsonNode order : read(r, "/orders?size=100").get("orders")) {
        ids.add(order.get("id").asLong());
      }
      known.put(r, ids);
      JsonNode item = read(r, "/menu").get("categories").get(0).get("items").get(0);
      variations.put(r, item.get("variations").get(0).get("id").asLong());
    }
  }

  private JsonNode read(int restaurant, String path) {
    return caller.ok("GET", staff.get(restaurant), path(restaurant, path), null);
  }

  private static String path(int restaurant, String path) {
    return "/api/v1/restaurants/" + restaurant + path;
  }

  /** Sends the mix in an order drawn from the seed and waits for the last answer. */
  void run(long seed, boolean placeOrders) throws InterruptedException, ExecutionException {
    Random random = new Random(seed);
    List<Runnable> mix = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String email = "staff" + restaurant(random) + "@headroom.example";
      mix.add(() -> caller.signIn(email, "staff"));
    }
    for (int i = 0; i < 40; i++) {
      mix.add(orders(random, placeOrders));
      mix.add(() -> caller.ok("GET", null, "/api/v1/health", null));
    }
    for (int i = 0; i < 60; i++) {
      int r = restaurant(random);
      mix.add(() -> read(r, "/menu"));
      mix.add(analytics(random));
    }
    Collections.shuffle(mix, random);
    Mix.send(THREADS, mix);
  }

  private static int restaurant(Random random) {
    return 1 + random.nextInt(RESTAURANTS);
  }

  /** A closed month, as a dashboard asks for it. */
  private Runnable analytics(Random random) {
    int r = restaurant(random);
    String by = BY.get(random.nextInt(BY.size()));
    String asked = path(r, "/analytics/revenue?by=" + by + "&from=2015-05-01&to=2015-05-31");
    return () -> caller.ok("GET", managers.get(r), asked, null);
  }

  /** Seven pages of ten, two orders, one new order; without new orders one page more. */
  private Runnable orders(Random random, boolean placeOrders) {
    int r = restaurant(random);
    int kind = random.nextInt(10);
    if (kind == 9 && placeOrders) {
      Map<String, Object> order =
          PosService.order("subset-" + orders.incrementAndGet(), variations.get(r), 2);
      return () -> caller.ok("POST", staff.get(r), path(r, "/orders"), order);
    }
    if (kind >= 7 && kind <= 8) {
      List<Long> ids = known.get(r);
      long id = ids.get(random.nextInt(ids.size()));
      return () -> read(r, "/orders/" + id);
    }
    LocalDate day = LocalDate.of(2015, 1, 1).plusDays(random.nextInt(350));
    return () -> read(r, "/orders?from=" + day + "&to=" + day.plusDays(6));
  }
}
