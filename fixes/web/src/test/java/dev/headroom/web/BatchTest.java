package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Fixes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BatchTest {

  private final AtomicInteger runs = new AtomicInteger();

  private static Fixes fixes() {
    Fixes fixes = new Fixes(List.of(WebFixes.BATCH, WebFixes.LIMITS));
    var unused = fixes.switchTo(Set.of("batch", "limits"));
    return fixes;
  }

  private static BatchOptions options(Duration timeout, int parallel, int running) {
    BatchOptions base = BatchOptions.of("/api/**");
    return new BatchOptions(base.path(), base.paths(), 5, parallel, timeout, 2_000, running, null);
  }

  private static BatchOptions options() {
    return options(Duration.ofSeconds(20), 4, 8);
  }

  private static Server server(Batches batches, Server.Handler handler) {
    return new Server(
        List.of(new BatchEntrance(batches)), handler, new BatchFilter(batches, fixes()));
  }

  private static JsonNode answers(Server.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Problem.JSON.readTree(answer.raw()).get("answers");
  }

  /** Who asks what. */
  private void echo(HttpServletRequest request, HttpServletResponse response) throws Exception {
    runs.incrementAndGet();
    response.setContentType("application/json");
    response
        .getWriter()
        .write(
            Problem.JSON.writeValueAsString(
                List.of(
                    String.valueOf(Server.user(request)),
                    request.getMethod(),
                    request.getRequestURL().toString(),
                    String.valueOf(request.getQueryString()),
                    String.valueOf(request.getHeader("X-Forwarded-For")),
                    String.valueOf(request.getHeader("Headroom-Batch")),
                    String.valueOf(request.getHeader("Content-Type")),
                    request.getRemoteAddr())));
  }

  @Test
  @DisplayName("each GET of a batch runs as its caller and tells its own answer, in order")
  void eachItsOwn() {
    try (Batches batches = new Batches(options());
        Server server =
            server(
                batches,
                (request, response) -> {
                  switch (request.getRequestURI()) {
                    case "/api/gone" -> Problem.send(response, 410, "Gone", "sold out");
                    case "/api/broken" -> throw new IllegalStateException("broken");
                    case "/api/text" -> {
                      response.setContentType("text/plain;charset=UTF-8");
                      response.getWriter().write("a \"b\" ü");
                    }
                    default -> echo(request, response);
                  }
                })) {
      JsonNode answers =
          answers(
              server.post(
                  "/batch",
                  "{\"get\":[\"/api/a?x=%41\",\"/api/gone\",\"/api/broken\",\"/api/text\"]}",
                  "User: J\u00fcrgen",
                  "X-Forwarded-For: 9.9.9.9"));
      assertThat(answers.size()).isEqualTo(4);
      assertThat(answers.get(0).get("status").asInt()).isEqualTo(200);
      assertThat(answers.get(0).get("body").toString())
          .isEqualTo(
              "[\"J\u00fcrgen\",\"GET\",\"http://shop.example/api/a\",\"x=%41\",\"9.9.9.9\","
                  + "\"null\",\"null\",\"127.0.0.1\"]");
      assertThat(answers.get(1).get("status").asInt()).isEqualTo(410);
      assertThat(answers.get(1).at("/body/detail").asString()).isEqualTo("sold out");
      assertThat(answers.get(2).get("status").asInt()).isEqualTo(500);
      assertThat(answers.get(3).get("body").asString()).isEqualTo("a \"b\" ü");
    }
  }

  @Test
  @DisplayName("the same path twice in a batch runs once, and both places have its answer")
  void sharedRun() {
    try (Batches batches = new Batches(options());
        Server server = server(batches, this::echo)) {
      JsonNode answers =
          answers(server.post("/batch", "{\"get\":[\"/api/a\",\"/api/b\",\"/api/a\"]}", "User: x"));
      assertThat(answers.get(2)).isEqualTo(answers.get(0)).isNotEqualTo(answers.get(1));
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  @DisplayName("as many as allowed run at the same time, and no more")
  void parallel() {
    CyclicBarrier together = new CyclicBarrier(2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Batches batches = new Batches(options(Duration.ofSeconds(20), 2, 8));
        Server server =
            server(
                batches,
                (request, response) -> {
                  most.accumulateAndGet(now.incrementAndGet(), Math::max);
                  together.await(15, TimeUnit.SECONDS);
                  now.decrementAndGet();
                })) {
      JsonNode answers =
          answers(server.post("/batch", "{\"get\":[\"/api/1\",\"/api/2\",\"/api/3\",\"/api/4\"]}"));
      answers.forEach(one -> assertThat(one.get("status").asInt()).isEqualTo(200));
      assertThat(most).hasValue(2);
    }
  }

  @Test
  @DisplayName("what is late is told as 504 and the rest as it is; what is too large as 502")
  void late() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Batches batches = new Batches(options(Duration.ofSeconds(3), 4, 8));
        Server server =
            server(
                batches,
                (request, response) -> {
                  if (request.getRequestURI().endsWith("slow")) {
                    end.await();
                  }
                  boolean large = request.getRequestURI().endsWith("large");
                  response.getWriter().write("x".repeat(large ? 5_000 : 10));
                })) {
      JsonNode answers =
          answers(server.post("/batch", "{\"get\":[\"/api/slow\",\"/api/large\",\"/api/quick\"]}"));
      end.countDown();
      assertThat(answers.get(0).get("status").asInt()).isEqualTo(504);
      assertThat(answers.get(0).at("/body/detail").asString()).contains("PT3S");
      assertThat(answers.get(1).get("status").asInt()).isEqualTo(502);
      assertThat(answers.get(1).at("/body/detail").asString()).contains("more than 2000 bytes");
      assertThat(answers.get(2).get("body").asString()).isEqualTo("x".repeat(10));
      assertThat(batches.late()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("more batches than allowed at a time are refused with 503 and Retry-After")
  void tooMany() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    var threads = Executors.newCachedThreadPool(Thread.ofVirtual().factory());
    try (Batches batches = new Batches(options(Duration.ofSeconds(20), 4, 1));
        Server server =
            server(
                batches,
                (request, response) -> {
                  inside.countDown();
                  end.await();
                })) {
      var first = threads.submit(() -> server.post("/batch", "{\"get\":[\"/api/a\"]}"));
      inside.await();
      Server.Answer refused = server.post("/batch", "{\"get\":[\"/api/a\"]}");
      end.countDown();
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(batches.refused()).isEqualTo(1);
    } finally {
      end.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("limits by address count each GET of a batch for its caller")
  void limited() {
    LimitRule rule =
        new LimitRule("a", "/api/**", Set.of(), LimitRule.Per.ADDRESS, 3, Duration.ofMinutes(10));
    try (Batches batches = new Batches(options());
        Limits limits =
            new Limits(
                List.of(rule),
                new ClientAddress(List.of("127.0.0.1")),
                null,
                1_000,
                System::nanoTime);
        Server server =
            new Server(
                List.of(
                    new BatchEntrance(batches),
                    new LimitFilter(limits, false, Server::user, fixes())),
                this::echo,
                new BatchFilter(batches, fixes()))) {
      String batch = "{\"get\":[\"/api/a\",\"/api/b\",\"/api/c\",\"/api/d\"]}";
      JsonNode mine = answers(server.post("/batch", batch, "X-Forwarded-For: 9.9.9.9"));
      assertThat(statuses(mine)).containsExactlyInAnyOrder(200, 200, 200, 429);
      JsonNode other = answers(server.post("/batch", batch, "X-Forwarded-For: 8.8.8.8"));
      assertThat(statuses(other)).containsExactlyInAnyOrder(200, 200, 200, 429);
    }
  }

  private static List<Integer> statuses(JsonNode answers) {
    return answers.valueStream().map(one -> one.get("status").asInt()).toList();
  }

  @Test
  @DisplayName("the header of a batch's GETs cannot be forged, and switched off there is no batch")
  void forged() {
    try (Batches batches = new Batches(options());
        Server server = server(batches, this::echo)) {
      assertThat(server.get("/api/a", "Headroom-Batch: 1").status()).isEqualTo(400);
    }
    Fixes off = new Fixes(List.of(WebFixes.BATCH));
    try (Batches batches = new Batches(options());
        Server server = new Server(this::echo, new BatchFilter(batches, off))) {
      assertThat(server.post("/batch", "{\"get\":[\"/api/a\"]}").body()).contains("POST");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "no json | it is no JSON",
        "[] | it has one field, get",
        "{\"get\":[]} | at least one path",
        "{\"get\":\"/api/a\"} | it has one field, get",
        "{\"get\":[\"/api/a\"],\"post\":[]} | it has one field",
        "{\"get\":[1]} | get[0] is no text",
        "{\"get\":[\"/api/a\",\"/batch\"]} | get[1] is the batch itself",
        "{\"get\":[\"/batch?x=1\"]} | get[0] is the batch itself",
        "{\"get\":[\"/admin\"]} | get[0] is not among what a batch may ask: /api/**",
        "{\"get\":[\"/api/../admin\"]} | read in one way only",
        "{\"get\":[\"/api/%2e%2e/admin\"]} | read in one way only",
        "{\"get\":[\"/api;x/a\"]} | read in one way only",
        "{\"get\":[\"//evil.example/api/a\"]} | read in one way only",
        "{\"get\":[\"http://evil.example/api/a\"]} | read in one way only",
        "{\"get\":[\"@evil.example/api/a\"]} | read in one way only",
        "{\"get\":[\"/api/a?x=\\r\\nHost: evil\"]} | written with %",
        "{\"get\":[\"/api/a?x=\\u00fc\"]} | written with %",
        "{\"get\":[\"/api/a?x=%zz\"]} | written with %",
        "{\"get\":[\"/api/a#b\"]} | written with %",
        "{\"get\":[\"/api/1\",\"/api/2\",\"/api/3\",\"/api/4\",\"/api/5\",\"/api/6\"]} | at most 5"
      })
  @DisplayName("a batch that cannot be meant is refused with where and what to write")
  void wrong(String body, String says) {
    try (Batches batches = new Batches(options());
        Server server = server(batches, this::echo)) {
      Server.Answer answer = server.post("/batch", body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(Problem.JSON.readTree(answer.raw()).get("detail").asString())
          .contains(says.strip());
      assertThat(runs).hasValue(0);
      assertThat(server.send("POST", "/batch", "Content-Length: 5").status()).isEqualTo(415);
      assertThat(server.post("/batch", " ".repeat(70_000)).status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "/batch/**, /api/**, 1, 1, 10, 10000, 1, -, path is one place",
        "/{x}, /api/**, 1, 1, 10, 10000, 1, -, path is one place",
        "/batch, api, 1, 1, 10, 10000, 1, -, a path is written like",
        "/batch, -, 1, 1, 10, 10000, 1, -, paths names what",
        "/batch, /a, 101, 1, 10, 10000, 1, -, max-requests is from 1 to 100",
        "/batch, /a, 1, 0, 10, 10000, 1, -, parallel is from 1 to 20",
        "/batch, /a, 1, 1, 61, 10000, 1, -, timeout is from PT0.1S to PT1M",
        "/batch, /a, 1, 1, 10, 10, 1, -, max-body is from 1024",
        "/batch, /a, 1, 1, 10, 10000, 0, -, max-running is from 1",
        "/batch, /a, 1, 1, 10, 10000, 1, http://x/y, self-url is an origin",
        "/batch, /a, 1, 1, 10, 10000, 1, x, self-url is an origin"
      })
  @DisplayName("settings that cannot be meant are refused with their range")
  void options(
      String path,
      @Nullable String paths,
      int requests,
      int parallel,
      int seconds,
      int body,
      int running,
      @Nullable String self,
      String says) {
    assertThatThrownBy(
            () ->
                new BatchOptions(
                    path,
                    paths == null ? List.of() : List.of(paths),
                    requests,
                    parallel,
                    Duration.ofSeconds(seconds),
                    body,
                    running,
                    self))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }
}
