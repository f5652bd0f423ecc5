package dev.headroom.services.pos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The five kinds of requests of P3, seeded, sized for a window of a second or two: fewer sign-ins,
 * because hashing passwords would fill the window, and more analytics, because a statement has to
 * come back before anybody can tell.
 */
final class FindingsLoad implements AutoCloseable {

  private static final int THREADS = 6;
  private static final int RESTAURANTS = 3;
  private static final List<String> BY = List.of("day", "item");

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = JsonMapper.builder().build();
  private final AtomicLong orders = new AtomicLong();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("findings-load-", 0).factory());
  private final String base;
  private final Map<Integer, String> staff = new HashMap<>();
  private final Map<Integer, String> managers = new HashMap<>();
  private final Map<Integer, List<Long>> known = new HashMap<>();
  private final Map<Integer, Long> variations = new HashMap<>();

  /** Signs everybody in and learns ids. */
  FindingsLoad(int port) throws IOException, InterruptedException {
    base = "http://127.0.0.1:" + port + "/api/v1";
    for (int r = 1; r <= RESTAURANTS; r++) {
      staff.put(r, signIn("staff" + r + "@headroom.example", "staff"));
      managers.put(r, signIn("manager" + r + "@headroom.example", "manager"));
      List<Long> ids = new ArrayList<>();
      for (JsonNode order : read(r, "/orders?size=100").get("orders")) {
        ids.add(order.get("id").asLong());
      }
      known.put(r, ids);
      JsonNode item = read(r, "/menu").get("categories").get(0).get("items").get(0);
      variations.put(r, item.get("variations").get(0).get("id").asLong());
    }
  }

  private JsonNode read(int restaurant, String path) throws IOException, InterruptedException {
    return json.readTree(ok(get(restaurant, staff.get(restaurant), path)));
  }

  private String signIn(String email, String password) throws IOException, InterruptedException {
    return json.readTree(ok(post("/auth/sign-in", null, credentials(email, password))))
        .get("accessToken")
        .asString();
  }

  private static String credentials(String email, String password) {
    return "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
  }

  /** Sends the mix in an order drawn from the seed and waits for the last answer. */
  void run(long seed, boolean placeOrders) throws InterruptedException, ExecutionException {
    Random random = new Random(seed);
    List<HttpRequest> mix = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String email = "staff" + restaurant(random) + "@headroom.example";
      mix.add(post("/auth/sign-in", null, credentials(email, "staff")));
    }
    for (int i = 0; i < 40; i++) {
      mix.add(orders(random, placeOrders));
      mix.add(HttpRequest.newBuilder(URI.create(base + "/health")).build());
    }
    for (int i = 0; i < 60; i++) {
      int r = restaurant(random);
      mix.add(get(r, staff.get(r), "/menu"));
      mix.add(analytics(random));
    }
    Collections.shuffle(mix, random);
    Queue<HttpRequest> queue = new ConcurrentLinkedQueue<>(mix);
    Callable<Void> worker =
        () -> {
          for (HttpRequest next = queue.poll(); next != null; next = queue.poll()) {
            ok(next);
          }
          return null;
        };
    for (Future<Void> done : threads.invokeAll(Collections.nCopies(THREADS, worker))) {
      done.get();
    }
  }

  private static int restaurant(Random random) {
    return 1 + random.nextInt(RESTAURANTS);
  }

  /** A closed month, as a dashboard asks for it. */
  private HttpRequest analytics(Random random) {
    int r = restaurant(random);
    String by = BY.get(random.nextInt(BY.size()));
    return get(
        r, managers.get(r), "/analytics/revenue?by=" + by + "&from=2015-05-01&to=2015-05-31");
  }

  /** Seven pages of ten, two orders, one new order; without new orders one page more. */
  private HttpRequest orders(Random random, boolean placeOrders) {
    int r = restaurant(random);
    int kind = random.nextInt(10);
    if (kind == 9 && placeOrders) {
      return post(
          "/restaurants/" + r + "/orders",
          staff.get(r),
          "{\"externalId\":\"subset-"
              + orders.incrementAndGet()
              + "\",\"lines\":[{\"variationId\":"
              + variations.get(r)
              + ",\"quantity\":2}]}");
    }
    if (kind >= 7 && kind <= 8) {
      List<Long> ids = known.get(r);
      return get(r, staff.get(r), "/orders/" + ids.get(random.nextInt(ids.size())));
    }
    LocalDate day = LocalDate.of(2015, 1, 1).plusDays(random.nextInt(350));
    return get(r, staff.get(r), "/orders?from=" + day + "&to=" + day.plusDays(6));
  }

  private HttpRequest get(int restaurant, String token, String path) {
    return HttpRequest.newBuilder(URI.create(base + "/restaurants/" + restaurant + path))
        .header("Authorization", "Bearer " + token)
        .build();
  }

  private HttpRequest post(String path, String token, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request.build();
  }

  private String ok(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          request.method()
              + " "
              + request.uri()
              + ": "
              + answer.statusCode()
              + " "
              + answer.body());
    }
    return answer.body();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.close();
  }
}
