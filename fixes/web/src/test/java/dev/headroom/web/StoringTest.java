package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.servlet.http.Cookie;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, sections 3, 4 and 5; RFC 9110, sections 13 and 14. */
class StoringTest {

  private static final String ANN = "User: ann";

  private static Server.Handler with(Server.Handler first) {
    return (request, response) -> {
      response.setContentType("text/plain;charset=UTF-8");
      first.handle(request, response);
      if (!response.isCommitted()) {
        response.getOutputStream().print("0123456789");
      }
    };
  }

  private static Server.Handler header(String name, String value) {
    return with((request, response) -> response.addHeader(name, value));
  }

  static Stream<Arguments> notKept() {
    return Stream.of(
        arguments("a cookie", with((q, a) -> a.addCookie(new Cookie("c", "1")))),
        arguments("a Set-Cookie header", header("Set-Cookie", "c=1")),
        arguments("a new session", with((q, a) -> q.getSession(true).setAttribute("a", 1))),
        arguments("status 201", with((q, a) -> a.setStatus(201))),
        arguments("status 404", with((q, a) -> a.setStatus(404))),
        arguments("status 500", with((q, a) -> a.setStatus(500))),
        arguments("an error page", with((q, a) -> a.sendError(403, "no"))),
        arguments("a redirect", with((q, a) -> a.sendRedirect("/elsewhere"))),
        arguments("no-store", header("Cache-Control", "max-age=600, No-Store")),
        arguments("no-cache", header("Cache-Control", "no-cache=\"X-Own\"")),
        arguments("max-age=0", header("Cache-Control", "max-age=0")),
        arguments("a shorter max-age", header("Cache-Control", "max-age=299")),
        arguments("a max-age that is no number", header("Cache-Control", "max-age=soon")),
        arguments("an Expires that is past", header("Expires", "Thu, 02 Jan 2025 00:00:00 GMT")),
        arguments("an Expires that is no date", header("Expires", "0")),
        arguments("a max-age in another field", header("Cache-Control", "public,Max-Age=\"1\"")),
        arguments("a field of its own", header("Cache-Control", "no-cache=Set-Cookie")),
        arguments("a part", with((q, a) -> a.setHeader("Content-Range", "bytes 0-9/20"))),
        arguments("Vary: *", header("Vary", "Accept, *")),
        arguments("an encoding", header("Content-Encoding", "br")),
        arguments("a language", header("Content-Language", "de")),
        arguments("a locale", with((q, a) -> a.setLocale(Locale.GERMAN))),
        arguments("a shorter body than announced", with((q, a) -> a.setContentLength(11))),
        arguments("a large body", with((q, a) -> a.getOutputStream().write(new byte[10_001]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notKept")
  @DisplayName("what must not be kept reaches its own client unchanged, each time rendered")
  void refused(String what, Server.Handler handler) {
    try (Kitchen kitchen = new Kitchen(handler, Kitchen.route("/a"))) {
      Server.Answer first = kitchen.server.get("/a", ANN);
      Server.Answer second = kitchen.server.get("/a", ANN);
      assertThat(second.isHit()).isFalse();
      assertThat(second.status()).isEqualTo(first.status());
      assertThat(kitchen.renderings).hasValue(2);
      var unused = kitchen.fixes.switchTo(java.util.Set.of());
      Server.Answer plain = kitchen.server.get("/a", ANN);
      assertThat(first.status()).isEqualTo(plain.status());
      assertThat(first.raw()).isEqualTo(plain.raw());
      for (String name : List.of("Location", "Vary", "Content-Type", "Content-Language")) {
        assertThat(first.header(name)).as(name).isEqualTo(plain.header(name));
      }
      assertThat(first.header("Set-Cookie").isEmpty())
          .isEqualTo(plain.header("Set-Cookie").isEmpty());
    }
  }

  @Test
  @DisplayName("a private answer of a public route is not kept; s-maxage counts before max-age")
  void publicRoutes() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> {
              response.addHeader("Cache-Control", request.getParameter("say"));
              response.getOutputStream().print("x");
            },
            Kitchen.route("/a", "public", "query=say"))) {
      String[][] cases = {
        {"private", "miss"}, {"s-maxage=10,max-age=900", "miss"}, {"s-maxage=900,max-age=1", "hit"}
      };
      for (String[] one : cases) {
        kitchen.server.get("/a?say=" + one[0]);
        Server.Answer answer = kitchen.server.get("/a?say=" + one[0]);
        assertThat(answer.isHit()).as(one[0]).isEqualTo(one[1].equals("hit"));
        assertThat(answer.header("Cache-Control")).isEqualTo(one[0]);
      }
    }
  }

  @Test
  @DisplayName("Expires beyond the ttl is kept, and counts only where there is no max-age")
  void expires() {
    for (String[] one :
        new String[][] {
          {"Fri, 01 Jan 2100 00:00:00 GMT", ""}, {"0", "max-age=600"}, {"0", "s-maxage=600"}
        }) {
      try (Kitchen kitchen =
          new Kitchen(
              with(
                  (q, a) -> {
                    a.setHeader("Expires", one[0]);
                    if (!one[1].isEmpty()) {
                      a.setHeader("Cache-Control", one[1]);
                    }
                  }),
              Kitchen.route("/a", "public"))) {
        kitchen.server.get("/a");
        assertThat(kitchen.server.get("/a").isHit()).as(String.join(" ", one)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"must-revalidate", "max-age=600, must-revalidate", "s-maxage=600"})
  @DisplayName("what its handler forbids to be stale is not served after its time, come what may")
  void neverStale(String control) {
    java.util.concurrent.atomic.AtomicBoolean failing =
        new java.util.concurrent.atomic.AtomicBoolean();
    try (Kitchen kitchen =
        new Kitchen(
            with(
                (q, a) -> {
                  if (failing.get()) {
                    a.sendError(503);
                  } else {
                    a.setHeader("Cache-Control", control);
                  }
                }),
            Kitchen.route("/a", "public", "short", "sie"))) {
      kitchen.server.get("/a");
      assertThat(kitchen.server.get("/a").isHit()).isTrue();
      failing.set(true);
      int status = 200;
      for (long end = System.nanoTime() + 5_000_000_000L;
          status == 200 && System.nanoTime() < end; ) {
        Server.Answer answer = kitchen.server.get("/a");
        status = answer.status();
        assertThat(answer.cache()).doesNotContain("stale");
      }
      assertThat(status).isEqualTo(503);
    }
  }

  @Test
  @DisplayName(
      "a HEAD fills and uses what a GET does; neither a POST's nor an OPTIONS' answer is kept")
  void methods() {
    try (Kitchen kitchen = new Kitchen(with((q, a) -> {}), Kitchen.route("/a"))) {
      Server.Answer head = kitchen.server.send("HEAD", "/a", ANN);
      assertThat(head.raw()).isEmpty();
      assertThat(head.header("Content-Length")).isEqualTo("10");
      Server.Answer get = kitchen.server.get("/a", ANN);
      assertThat(get.isHit()).isTrue();
      assertThat(get.body()).isEqualTo("0123456789");
      assertThat(get.header("ETag")).isEqualTo(head.header("ETag"));
      assertThat(kitchen.server.send("HEAD", "/a", ANN, "Range: bytes=0-1").status())
          .isEqualTo(200);
      assertThat(kitchen.server.send("OPTIONS", "/a", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/a", ANN).isHit()).isTrue();
      kitchen.server.send("POST", "/a", ANN, "Content-Length: 0");
      assertThat(kitchen.server.get("/a", ANN).isHit()).as("RFC 9111, 4.4").isFalse();
    }
  }

  @Test
  @DisplayName("RFC 9111, 3.5: a shared answer is made without Authorization, whoever asks first")
  void authorization() {
    try (Kitchen kitchen =
        new Kitchen(
            (q, a) ->
                a.getOutputStream().print(String.valueOf(q.getHeader("Authorization") != null)),
            Kitchen.route("/a", "public"),
            Kitchen.route("/b", "second"))) {
      assertThat(kitchen.server.get("/a", "Authorization: Bearer x").body()).isEqualTo("false");
      assertThat(kitchen.server.get("/a").isHit()).isTrue();
      assertThat(kitchen.server.get("/b", ANN, "Authorization: Bearer x").body()).isEqualTo("true");
      assertThat(kitchen.server.get("/b", "User: bob").isHit()).isFalse();
    }
  }

  @Test
  @DisplayName("an answer that says Vary is only for requests with the same fields")
  void vary() {
    try (Kitchen kitchen =
        new Kitchen(
            with((q, a) -> a.addHeader("Vary", "Accept-Encoding, X-Kind")),
            Kitchen.route("/a", "pass=X-Kind"))) {
      kitchen.server.get("/a", ANN, "X-Kind: one");
      assertThat(kitchen.server.get("/a", ANN, "X-Kind:  one ", "Accept-Encoding: gzip").isHit())
          .isTrue();
      assertThat(kitchen.server.get("/a", ANN, "X-Kind: two").isHit()).isFalse();
      assertThat(kitchen.server.get("/a", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/a", ANN, "X-Kind: one").isHit()).isTrue();
    }
  }

  @Test
  @DisplayName("headers of the connection are not kept, those that Connection names neither")
  void connectionHeaders() {
    try (Kitchen kitchen =
        new Kitchen(
            with(
                (q, a) -> {
                  a.addHeader("Connection", "X-Hop");
                  a.addHeader("X-Hop", "1");
                  a.addHeader("Proxy-Authenticate", "Basic");
                  a.addHeader("X-End", "1");
                  a.addHeader("X-End", "2");
                }),
            Kitchen.route("/a"))) {
      kitchen.server.get("/a", ANN);
      Server.Answer hit = kitchen.server.get("/a", ANN);
      assertThat(hit.isHit()).isTrue();
      assertThat(hit.header("X-Hop")).isEmpty();
      assertThat(hit.header("Proxy-Authenticate")).isEmpty();
      assertThat(hit.head()).contains("X-End: 1", "X-End: 2");
    }
  }

  @Test
  @DisplayName("a request with no-store or a body is rendered and not kept; no-cache is advice")
  void requestDirectives() {
    try (Kitchen kitchen = new Kitchen(with((q, a) -> {}), Kitchen.route("/a"))) {
      kitchen.server.get("/a", ANN, "Cache-Control: no-store");
      kitchen.server.get("/a", ANN, "Content-Length: 3");
      assertThat(kitchen.server.get("/a", ANN).isHit()).isFalse();
      assertThat(kitchen.server.get("/a", ANN, "Cache-Control: no-cache").isHit()).isTrue();
    }
  }

  static Stream<Arguments> ranges() {
    return Stream.of(
        arguments("bytes=0-0", 206, "0", "bytes 0-0/10"),
        arguments("bytes=2-4", 206, "234", "bytes 2-4/10"),
        arguments("bytes=7-", 206, "789", "bytes 7-9/10"),
        arguments("bytes=7-100", 206, "789", "bytes 7-9/10"),
        arguments("bytes=-3", 206, "789", "bytes 7-9/10"),
        arguments("bytes=-100", 206, "0123456789", "bytes 0-9/10"),
        arguments("bytes=10-", 416, "", "bytes */10"),
        arguments("bytes=-0", 416, "", "bytes */10"),
        arguments("bytes=4-2", 200, "0123456789", ""),
        arguments("bytes=-", 200, "0123456789", ""),
        arguments("bytes=0-1,3-4", 200, "0123456789", ""),
        arguments("lines=0-1", 200, "0123456789", ""),
        arguments("bytes=0-99999999999999999999999", 200, "0123456789", ""));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ranges")
  @DisplayName("a range is cut from the whole answer, on a miss too")
  void ranges(String range, int status, String body, String where) {
    try (Kitchen kitchen = new Kitchen(with((q, a) -> {}), Kitchen.route("/a"))) {
      for (int i = 0; i < 2; i++) {
        Server.Answer answer = kitchen.server.get("/a", ANN, "Range: " + range);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.header("Content-Range")).isEqualTo(where);
      }
      assertThat(kitchen.renderings).hasValue(1);
      assertThat(kitchen.server.get("/a", ANN).body()).isEqualTo("0123456789");
    }
  }

  static Stream<Arguments> conditions() {
    String before = "Wed, 01 Jan 2025 00:00:00 GMT";
    String modified = "Thu, 02 Jan 2025 00:00:00 GMT";
    return Stream.of(
        arguments(List.of("If-None-Match: \"v1\""), 304),
        arguments(List.of("If-None-Match: W/\"v1\""), 304),
        arguments(List.of("If-None-Match: *"), 304),
        arguments(List.of("If-None-Match: \"a,\\\"v1\", \"v1x\""), 200),
        arguments(List.of("If-None-Match: \"v2\"", "If-None-Match: \"v1\""), 304),
        arguments(List.of("If-None-Match: \"v2\"", "If-Modified-Since: " + modified), 200),
        arguments(List.of("If-Modified-Since: " + modified), 304),
        arguments(List.of("If-Modified-Since: " + before), 200),
        arguments(List.of("If-Modified-Since: yesterday"), 200),
        arguments(List.of("If-Match: \"v1\""), 200),
        arguments(List.of("If-Match: W/\"v1\""), 412),
        arguments(List.of("If-Match: \"v2\", \"v3\""), 412),
        arguments(List.of("If-Match: *", "If-None-Match: \"v1\""), 304),
        arguments(List.of("If-Unmodified-Since: " + before), 412),
        arguments(List.of("If-Unmodified-Since: " + modified), 200),
        arguments(List.of("Range: bytes=0-1", "If-Range: \"v1\""), 206),
        arguments(List.of("Range: bytes=0-1", "If-Range: W/\"v1\""), 200),
        arguments(List.of("Range: bytes=0-1", "If-Range: \"v2\""), 200),
        arguments(List.of("Range: bytes=0-1", "If-Range: " + modified), 206),
        arguments(List.of("Range: bytes=0-1", "If-Range: " + before), 200),
        arguments(List.of("Range: bytes=0-1", "If-None-Match: \"v1\""), 304));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("conditions")
  @DisplayName("preconditions are evaluated in the order of RFC 9110, 13.2.2")
  void conditions(List<String> headers, int status) {
    Server.Handler handler =
        with(
            (q, a) -> {
              a.setHeader("ETag", "\"v1\"");
              a.setHeader("Last-Modified", "Thu, 02 Jan 2025 00:00:00 GMT");
            });
    try (Kitchen kitchen = new Kitchen(handler, Kitchen.route("/a"))) {
      List<String> all = new java.util.ArrayList<>(headers);
      all.add(ANN);
      for (int i = 0; i < 2; i++) {
        Server.Answer answer = kitchen.server.get("/a", all.toArray(String[]::new));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body())
            .isEqualTo(status == 200 ? "0123456789" : status == 206 ? "01" : "");
      }
      assertThat(kitchen.renderings).as("rendered without the condition").hasValue(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"async", "sends and goes on"})
  @DisplayName("an asynchronous answer goes straight through and is not kept")
  void asynchronous(String how) {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> {
              response.setContentType("text/plain");
              response.getOutputStream().print("before ");
              var async =
                  how.equals("async")
                      ? request.startAsync()
                      : request.startAsync(request, response);
              async.start(
                  () -> {
                    try {
                      async.getResponse().getOutputStream().print("after");
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                    async.complete();
                  });
            },
            Kitchen.route("/a"))) {
      for (int i = 0; i < 2; i++) {
        Server.Answer answer = kitchen.server.get("/a", ANN);
        assertThat(answer.body()).isEqualTo("before after");
        assertThat(answer.isHit()).isFalse();
      }
      assertThat(kitchen.renderings).hasValue(2);
    }
  }

  @Test
  @DisplayName("an answer whose handler is of another route is not kept")
  void otherHandler() {
    try (Kitchen kitchen =
        new Kitchen(
            null,
            with((q, a) -> {}),
            List.of(),
            request ->
                request.getRequestURI().equals("/products/mine")
                    ? "/products/mine"
                    : "/products/{productId:[0-9]{1,5}}",
            Kitchen.route("/products/{id}", "public"))) {
      kitchen.server.get("/products/mine");
      assertThat(kitchen.server.get("/products/mine").isHit()).isFalse();
      kitchen.server.get("/products/1");
      assertThat(kitchen.server.get("/products/1").isHit()).isTrue();
    }
  }
}
