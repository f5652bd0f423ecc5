package dev.headroom.services.wellbeing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * What phones ask for, seeded, sized for a window of a second or two: three people look at two days
 * each, so that everything comes back before anybody can tell; and in between send events.
 */
final class FindingsLoad implements AutoCloseable {

  private static final int THREADS = 4;
  private static final int EACH = 15;
  private static final List<Integer> USERS = List.of(2, 3, 4);
  private static final List<String> DAYS = List.of("2017-03-30", "2017-03-31");
  private static final List<String> DATED =
      List.of(
          "/analytics/dashboard?date=",
          "/analytics/summary/daily?date=",
          "/analytics/summary/weekly?date=",
          "/analytics/insights?date=",
          "/analytics/quick-stats?date=",
          "/wellbeing/score?date=",
          "/goals?date=");

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong events = new AtomicLong();
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("findings-load-", 0).factory());
  private final String base;
  private final List<String> tokens = new ArrayList<>();

  /** Signs everybody in. */
  FindingsLoad(int port) throws IOException, InterruptedException {
    base = "http://127.0.0.1:" + port + "/api/v1";
    for (int user : USERS) {
      String body = "{\"email\":\"user" + user + "@headroom.example\",\"password\":\"user\"}";
      tokens.add(
          JsonMapper.shared()
              .readTree(ok(post("/auth/sign-in", null, body)))
              .get("accessToken")
              .asString());
    }
  }

  /** Sends the mix in an order drawn from the seed and waits for the last answer. */
  void run(long seed, boolean busy) throws InterruptedException, ExecutionException {
    Random random = new Random(seed);
    List<HttpRequest> mix = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      for (String path : DATED) {
        mix.add(get(random, path + DAYS.get(random.nextInt(DAYS.size()))));
      }
      mix.add(get(random, "/privacy/score"));
      if (busy && i % 3 > 0) {
        mix.add(events(random));
      }
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

  private HttpRequest get(Random random, String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + tokens.get(random.nextInt(tokens.size())))
        .build();
  }

  private HttpRequest events(Random random) {
    int who = random.nextInt(USERS.size());
    long id = events.incrementAndGet();
    return post(
        "/events",
        tokens.get(who),
        """
        {"events": [{"id": "subset-%d", "type": "notification", "device": %d, "app": "com.whatsapp",
                     "at": "2017-03-31T%02d:%02d:%02dZ"}]}
        """
            .formatted(
                id,
                USERS.get(who),
                7 + random.nextInt(12),
                random.nextInt(60),
                random.nextInt(60)));
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
          "%s %s: %d %s"
              .formatted(request.method(), request.uri(), answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.close();
  }
}
