package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevRedis;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResponseCacheTest {

  private static final String ANN = "User: ann";

  private static void json(jakarta.servlet.http.HttpServletResponse response, String text)
      throws java.io.IOException {
    response.setContentType("application/json");
    response.getWriter().write(text);
  }

  @Test
  @DisplayName(
      "F2: the second GET is a hit with the same bytes, an Age, an ETag; a 304 renders nothing")
  void hits() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> {
              response.setHeader("X-Own", "kept");
              json(response, "{\"name\":\"Süß\"}");
            },
            Kitchen.route("/menu", "client"))) {
      Server.Answer first = kitchen.server.get("/menu", ANN);
      Server.Answer second = kitchen.server.get("/menu", ANN);
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.cache()).isEqualTo("Headroom; fwd=miss; stored");
      assertThat(first.header("Age")).isEmpty();
      assertThat(second.isHit()).as(second.cache()).isTrue();
      assertThat(second.raw()).isEqualTo(first.raw());
      assertThat(second.header("Age")).matches("\\d");
      assertThat(second.header("X-Own")).isEqualTo("kept");
      assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
      assertThat(second.header("Content-Length")).isEqualTo("" + first.raw().length);
      assertThat(second.header("Cache-Control")).isEqualTo("private, max-age=60");
      assertThat(second.header("ETag")).matches("\"[\\w-]{22}\"").isEqualTo(first.header("ETag"));

      Server.Answer unchanged =
          kitchen.server.get("/menu", ANN, "If-None-Match: W/\"x\", " + first.header("ETag"));
      assertThat(unchanged.status()).isEqualTo(304);
      assertThat(unchanged.raw()).isEmpty();
      assertThat(unchanged.header("ETag")).isEqualTo(first.header("ETag"));
      assertThat(unchanged.header("Cache-Control")).isEqualTo("private, max-age=60");
      assertThat(unchanged.header("X-Own")).isEmpty();
      Server.Answer head = kitchen.server.send("HEAD", "/menu", ANN);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.raw()).isEmpty();
      assertThat(head.header("Content-Length")).isEqualTo("" + first.raw().length);
      assertThat(kitchen.renderings).hasValue(1);
      assertThat(kitchen.answers.stats().hits()).isEqualTo(3);
      assertThat(kitchen.answers.stats().misses()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("R6: each user has their own answer, and without a user nothing is kept")
  void users() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> json(response, "\"" + Server.user(request) + "\""),
            Kitchen.route("/me"))) {
      for (int i = 0; i < 2; i++) {
        assertThat(kitchen.server.get("/me", ANN).body()).isEqualTo("\"ann\"");
        assertThat(kitchen.server.get("/me", "User: bob").body()).isEqualTo("\"bob\"");
        assertThat(kitchen.server.get("/me", "User: ann ").body()).isEqualTo("\"ann\"");
        Server.Answer nobody = kitchen.server.get("/me");
        assertThat(nobody.body()).isEqualTo("\"null\"");
        assertThat(nobody.cache()).isEqualTo("Headroom; fwd=bypass");
      }
      assertThat(kitchen.renderings).hasValue(2 + 2);
    }
  }

  @Test
  @DisplayName("a public route is shared by all users, by role where the role is part of the key")
  void shared() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> json(response, "" + request.isUserInRole("OWNER")),
            Kitchen.route("/prices", "public", "role=OWNER"))) {
      assertThat(kitchen.server.get("/prices", ANN, "Role: OWNER").body()).isEqualTo("true");
      assertThat(kitchen.server.get("/prices", "User: bob", "Role: OWNER").isHit()).isTrue();
      Server.Answer other = kitchen.server.get("/prices", "User: cid");
      assertThat(other.body()).isEqualTo("false");
      assertThat(other.header("Cache-Control")).isEqualTo("public, no-cache");
      assertThat(kitchen.server.get("/prices").isHit()).isTrue();
    }
  }

  @Test
  @DisplayName("where nobody can tell the user, a public route is answered all the same, and right")
  void userUnknowable() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> json(response, "1"), Kitchen.route("/prices/{id}", "public"))) {
      assertThat(kitchen.server.get("/prices/a").body()).isEqualTo("1");
      kitchen.user =
          request -> {
            throw new IllegalStateException("no sessions");
          };
      assertThat(kitchen.server.get("/prices/a").isHit()).isTrue();
      assertThat(kitchen.server.get("/prices/b").body()).isEqualTo("1");
    }
  }

  @Test
  @DisplayName("a write's tags, its own path and a service's call make answers untrue, at once")
  void writes() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> json(response, "1"),
            Kitchen.route(
                "/r/{id}/menu", "tag=r/{id}", "tag=all", "write=PUT /r/{id}/items/{item}"),
            Kitchen.route("/r/{id}/cards", "second", "write=POST /cards/**"))) {
      Runnable fill =
          () -> {
            for (String path : List.of("/r/1/menu", "/r/2/menu", "/r/1/cards")) {
              kitchen.server.get(path, ANN);
              assertThat(kitchen.server.get(path, ANN).isHit()).isTrue();
            }
          };
      fill.run();
      kitchen.server.send("PUT", "/r/1/items/7", ANN, "Content-Length: 0");
      assertThat(kitchen.server.get("/r/1/menu", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/r/2/menu", ANN).isHit()).as("tag all").isFalse();
      assertThat(kitchen.server.get("/r/1/cards", ANN).isHit()).isTrue();
      fill.run();
      kitchen.server.send("DELETE", "/r/2/menu", ANN);
      assertThat(kitchen.server.get("/r/2/menu", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/r/1/menu", ANN).isHit()).isTrue();
      fill.run();
      kitchen.server.send("POST", "/cards/9/pay", ANN, "Content-Length: 0");
      assertThat(kitchen.server.get("/r/1/cards", ANN).isHit()).isFalse();
      fill.run();
      kitchen.answers.invalidateTag("r/2");
      assertThat(kitchen.server.get("/r/2/menu", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/r/1/menu", ANN).isHit()).isTrue();
      fill.run();
      kitchen.server.send("PUT", "/r/1//items/7", ANN, "Content-Length: 0");
      assertThat(kitchen.server.get("/r/1/menu", ANN).isHit()).as("written oddly").isFalse();
      fill.run();
      kitchen.answers.clear();
      assertThat(kitchen.server.get("/r/1/cards", ANN).isHit()).isFalse();
    }
  }

  @Test
  @DisplayName("switched off nothing is read, but writes go on making answers untrue")
  void maintained() {
    try (Kitchen kitchen =
        new Kitchen((request, response) -> json(response, "1"), Kitchen.route("/a"))) {
      kitchen.server.get("/a", ANN);
      var unused = kitchen.fixes.switchTo(Set.of());
      Server.Answer off = kitchen.server.get("/a", ANN);
      assertThat(off.cache()).isEmpty();
      assertThat(off.header("ETag")).isEmpty();
      kitchen.server.send("PUT", "/a", ANN, "Content-Length: 0");
      unused = kitchen.fixes.switchTo(Set.of(WebFixes.RESPONSE_CACHE));
      assertThat(kitchen.server.get("/a", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/a", ANN).isHit()).isTrue();
    }
  }

  @Test
  @DisplayName("a write has taken effect before the first byte of its answer")
  void beforeTheAnswer() throws Exception {
    CountDownLatch flushed = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    try (Kitchen kitchen =
            new Kitchen(
                (request, response) -> {
                  json(response, "1");
                  if (request.getMethod().equals("PUT")) {
                    response.flushBuffer();
                    flushed.countDown();
                    assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
                  }
                },
                Kitchen.route("/a"));
        ExecutorService writer = Executors.newSingleThreadExecutor(r -> new Thread(r, "writer"))) {
      kitchen.server.get("/a", ANN);
      Future<Server.Answer> write =
          writer.submit(() -> kitchen.server.send("PUT", "/a", ANN, "Content-Length: 0"));
      assertThat(flushed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(write.isDone()).isFalse();
      assertThat(kitchen.server.get("/a", ANN).isHit()).isFalse();
      read.countDown();
      assertThat(write.get().status()).isEqualTo(200);
      assertThat(kitchen.server.get("/a", ANN).isHit()).as("once more at its end").isFalse();
    }
  }

  @Test
  @DisplayName("stale-if-error: a failed rendering is answered by the expired answer, then told")
  void staleIfError() {
    boolean[] broken = new boolean[1];
    Server.Handler handler =
        (request, response) -> {
          if (broken[0] && request.getRequestURI().equals("/b")) {
            throw new IllegalStateException("on purpose");
          }
          response.setStatus(broken[0] ? 503 : 200);
          json(response, "1");
        };
    try (Kitchen kitchen =
        new Kitchen(
            handler,
            Kitchen.route("/a", "short", "sie"),
            Kitchen.route("/b", "short", "sie", "second"))) {
      kitchen.server.get("/a", ANN);
      kitchen.server.get("/b", ANN);
      broken[0] = true;
      for (String path : List.of("/a", "/b")) {
        Server.Answer answer = kitchen.server.get(path, ANN);
        while (!answer.cache().contains("stale")) {
          assertThat(answer.isHit()).as(answer.cache()).isTrue();
          answer = kitchen.server.get(path, ANN);
        }
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("1");
        assertThat(answer.cache()).matches("Headroom; hit; ttl=-\\d+; detail=stale");
      }
      kitchen.answers.clear();
      assertThat(kitchen.server.get("/a", ANN).status()).as("what is untrue").isEqualTo(503);
      assertThat(kitchen.server.get("/b", ANN).status()).isEqualTo(500);
      assertThat(kitchen.answers.stats().stale()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  @DisplayName("stale-while-revalidate: while one renders anew, others get the expired answer")
  void staleWhileRevalidate() throws Exception {
    CountDownLatch rendering = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    boolean[] slow = new boolean[1];
    try (Kitchen kitchen =
            new Kitchen(
                (request, response) -> {
                  if (slow[0]) {
                    rendering.countDown();
                    assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                  }
                  json(response, slow[0] ? "2" : "1");
                },
                Kitchen.route("/a", "short", "swr"));
        ExecutorService reader = Executors.newSingleThreadExecutor(r -> new Thread(r, "reader"))) {
      kitchen.server.get("/a", ANN);
      slow[0] = true;
      Future<Server.Answer> leader =
          reader.submit(
              () -> {
                Server.Answer answer = kitchen.server.get("/a", ANN);
                while (answer.isHit()) {
                  answer = kitchen.server.get("/a", ANN);
                }
                return answer;
              });
      assertThat(rendering.await(10, TimeUnit.SECONDS)).isTrue();
      Server.Answer other = kitchen.server.get("/a", ANN);
      assertThat(other.body()).isEqualTo("1");
      assertThat(other.isHit()).isTrue();
      go.countDown();
      assertThat(leader.get().body()).isEqualTo("2");
      assertThat(kitchen.server.get("/a", ANN).body()).isEqualTo("2");
    }
  }

  @Test
  @DisplayName("identical requests at the same time share one rendering")
  void shareOneRun() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (Kitchen kitchen =
            new Kitchen(
                (request, response) -> {
                  assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                  json(response, "1");
                },
                Kitchen.route("/a"));
        ExecutorService readers = Executors.newFixedThreadPool(8, r -> new Thread(r, "reader"))) {
      List<Future<Server.Answer>> all =
          IntStream.range(0, 8)
              .mapToObj(i -> readers.submit(() -> kitchen.server.get("/a", ANN)))
              .toList();
      while (kitchen.renderings.get() == 0) {
        Thread.onSpinWait();
      }
      go.countDown();
      for (Future<Server.Answer> one : all) {
        assertThat(one.get().body()).isEqualTo("1");
      }
      assertThat(kitchen.renderings).hasValue(1);
    }
  }

  @Test
  @DisplayName(
      "with Redis an answer rendered by one instance is a hit on another, a write reaches both")
  void twoInstances() {
    try (DevRedis redis = DevRedis.start();
        Kitchen one = onRedis(redis);
        Kitchen two = onRedis(redis)) {
      Server.Answer first = one.server.get("/a", ANN, "Host: shop.example:80");
      Server.Answer second = two.server.get("/a", ANN, "Host: shop.example:80");
      assertThat(second.isHit()).as(second.cache()).isTrue();
      assertThat(second.body()).isEqualTo(first.body());
      assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
      two.server.send("PUT", "/a", ANN, "Content-Length: 0");
      assertThat(two.server.get("/a", ANN).isHit()).isFalse();
      while (one.server.get("/a", ANN).body().equals(first.body())) {
        Thread.onSpinWait(); // until the event has come
      }
      assertThat(one.renderings.get() + two.renderings.get()).isLessThanOrEqualTo(1 + 1 + 1 + 1);
    }
  }

  private static Kitchen onRedis(DevRedis redis) {
    return new Kitchen(
        redis.uri(),
        (request, response) -> json(response, "\"" + java.util.UUID.randomUUID() + "\""),
        List.of(),
        request -> null,
        Kitchen.route("/a"));
  }
}
