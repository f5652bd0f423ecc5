package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CacheKeyAbuseTest {

  /** Writes down all that a handler can see of a request. */
  private static void echo(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> parameters = new TreeMap<>();
    request.getParameterMap().forEach((k, v) -> parameters.put(k, Arrays.asList(v)));
    Map<String, List<String>> headers = new TreeMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(
          name.toLowerCase(java.util.Locale.ROOT), Collections.list(request.getHeaders(name)));
    }
    response.setContentType("text/plain;charset=UTF-8");
    response
        .getWriter()
        .write(
            Server.user(request)
                + " "
                + request.getScheme()
                + "://"
                + request.getServerName()
                + request.getRequestURI()
                + " "
                + parameters
                + " "
                + request.getQueryString()
                + " "
                + headers
                + " "
                + Arrays.toString(request.getCookies())
                + " "
                + request.getLocale());
  }

  @Test
  @DisplayName(
      "order of parameters and ways to encode them make no second key; order of values does")
  void normalised() {
    try (Kitchen kitchen =
        new Kitchen(CacheKeyAbuseTest::echo, Kitchen.route("/menü", "query=x", "query=yß"))) {
      Server.Answer first = kitchen.server.get("/men%C3%BC?x=1&y%c3%9f=%41&x=2", "User: ann");
      for (String same :
          List.of(
              "/men%C3%BC?y%C3%9F=A&x=1&x=2",
              "/%6Den%C3%BC?x=1&x=2&y%c3%9f=A&", "/men%c3%bc?x=%31&x=2&y%C3%9F=A")) {
        Server.Answer answer = kitchen.server.get(same, "User: ann");
        assertThat(answer.isHit()).as(same).isTrue();
        assertThat(answer.body()).isEqualTo(first.body());
      }
      for (String other :
          List.of(
              "/men%C3%BC?x=2&x=1&y%c3%9f=A",
              "/men%C3%BC?x=1&y%c3%9f=A",
              "/men%C3%BC?x=1&x=2&y%c3%9f=a",
              "/men%C3%BC?x=1&x=2&y%c3%9f=",
              "/men%C3%BC",
              "/men%C3%BC?x=1%262&y%c3%9f=A",
              "/men%C3%BC?x=1,2&y%c3%9f=A")) {
        assertThat(kitchen.server.get(other, "User: ann").isHit()).as(other).isFalse();
      }
    }
  }

  @Test
  @DisplayName("a parameter that is not in the key is not answered from the cache, or not shown")
  void unkeyedParameters() {
    try (Kitchen kitchen =
        new Kitchen(CacheKeyAbuseTest::echo, Kitchen.route("/a", "query=x", "ignore=utm"))) {
      Server.Answer first = kitchen.server.get("/a?x=1&utm=evil", "User: ann");
      assertThat(first.body()).contains("{x=[1]} x=1").doesNotContain("evil");
      assertThat(kitchen.server.get("/a?utm=2&utm=3&x=1", "User: ann").isHit()).isTrue();
      for (String other : List.of("/a?x=1&X=2", "/a?x=1&debug", "/a?x=1&%75tm2=1")) {
        Server.Answer answer = kitchen.server.get(other, "User: ann");
        assertThat(answer.cache()).as(other).isEqualTo("Headroom; fwd=bypass");
      }
      assertThat(kitchen.server.get("/a?x=1", "User: ann").isHit()).isTrue();
    }
  }

  @Test
  @DisplayName("headers that are not in the key cannot reach what others are served")
  void unkeyedHeaders() {
    try (Kitchen kitchen =
        new Kitchen(CacheKeyAbuseTest::echo, Kitchen.route("/a", "public", "vary=X-Tenant"))) {
      List<String> tricks =
          List.of(
              "X-Forwarded-Host",
              "X-Forwarded-Proto",
              "X-Forwarded-For",
              "X-Forwarded-Prefix",
              "Forwarded",
              "X-Original-URL",
              "X-Rewrite-URL",
              "X-HTTP-Method-Override",
              "User-Agent",
              "Referer",
              "Cookie",
              "Authorization",
              "Accept-Language",
              "X-Anything");
      String[] headers = tricks.stream().map(name -> name + ": evil").toArray(String[]::new);
      Server.Answer first = kitchen.server.get("/a", headers);
      assertThat(first.cache()).contains("stored");
      assertThat(first.body()).doesNotContain("evil");
      Server.Answer plain = kitchen.server.get("/a");
      assertThat(plain.isHit()).isTrue();
      assertThat(plain.body()).doesNotContain("evil");
      assertThat(kitchen.server.get("/a", "X-Tenant: evil").isHit()).isFalse();
      assertThat(kitchen.server.get("/a", "Accept: text/evil").isHit()).isFalse();
      assertThat(kitchen.server.get("/a", "Origin: https://evil").isHit()).isFalse();
      assertThat(kitchen.server.get("/a", "Host: evil.example").isHit()).isFalse();
      assertThat(kitchen.server.get("/a").body()).doesNotContain("evil");
    }
  }

  @Test
  @DisplayName("the locale is in the key or not to be seen")
  void locale() {
    try (Kitchen kitchen =
        new Kitchen(
            CacheKeyAbuseTest::echo,
            Kitchen.route("/a", "locale"),
            Kitchen.route("/b", "second"))) {
      assertThat(kitchen.server.get("/a", "User: ann", "Accept-Language: de").body())
          .endsWith("de");
      assertThat(kitchen.server.get("/a", "User: ann", "Accept-Language: fr").body())
          .endsWith("fr");
      String german = kitchen.server.get("/b", "User: ann", "Accept-Language: de-AT").body();
      assertThat(german).doesNotContain("de_AT").doesNotContain("de-AT");
    }
  }

  @Test
  @DisplayName("cache deception: a path that can be read in two ways is never looked up nor kept")
  void deception() {
    try (Kitchen kitchen =
        new Kitchen(
            CacheKeyAbuseTest::echo,
            Kitchen.route("/account/{file}", "public"),
            Kitchen.route("/account", "public", "second"))) {
      for (String path :
          List.of(
              "/account;a.css",
              "/account/x;a.css",
              "/account/..%2fa.css",
              "/account/%2e%2e",
              "/account//a.css",
              "/account/a%2fb.css",
              "/account/a%5cb",
              "/account/a%00.css",
              "/account/a%0d%0aX:1",
              "/account/%252e%252e",
              "/account/%ff",
              "/account/",
              "/account/a%3bb",
              "//account/x",
              "/Account",
              "/account/x/")) {
        kitchen.server.get(path, "User: ann");
        Server.Answer again = kitchen.server.get(path, "User: bob");
        assertThat(again.isHit()).as(path).isFalse();
        assertThat(again.body()).as(path).doesNotStartWith("ann ");
      }
    }
  }

  @Test
  @DisplayName("a line break in a header or a path variable splits no answer and is not kept")
  void responseSplitting() {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> {
              response.setHeader("X-Name", request.getParameter("name"));
              response.getWriter().write("ok");
            },
            Kitchen.route("/a/{id}", "public", "query=name", "tag=a/{id}"))) {
      String path = "/a/1?name=x%0d%0aSet-Cookie:%20a=b";
      kitchen.server.get(path);
      Server.Answer again = kitchen.server.get(path);
      assertThat(again.isHit()).isFalse();
      assertThat(again.header("Set-Cookie")).isEmpty();
      assertThat(kitchen.server.get("/a/%0d%0aX:1?name=1").isHit()).isFalse();
    }
  }

  @Test
  @DisplayName(
      "R6: over random users, routes and tricks no answer reaches another user, none is of another path")
  void neverAnothers() {
    long seed = 20_261_125;
    Random random = new Random(seed);
    try (Kitchen kitchen =
        new Kitchen(
            CacheKeyAbuseTest::echo,
            Kitchen.route(
                "/u/{id}/orders",
                "query=page",
                "ignore=utm",
                "tag=u/{id}",
                "write=POST /u/{id}/orders"),
            Kitchen.route("/me", "second", "locale", "role=OWNER"))) {
      int hits = 0;
      for (int i = 0; i < 1_500; i++) {
        String user = "user" + random.nextInt(6);
        String path = random.nextBoolean() ? "/me" : "/u/" + random.nextInt(3) + "/orders";
        String asked = path + (random.nextInt(3) == 0 ? "?page=" + random.nextInt(3) : "");
        String[] headers = {
          "User: " + user,
          pick(random, "Cookie: a=" + user, "X-Forwarded-Host: other", "Accept: a/b", "X: y"),
          pick(
              random,
              "Accept-Language: de",
              "Role: OWNER",
              "Host: HOST" + random.nextInt(2),
              "X: z")
        };
        String method = random.nextInt(40) == 0 ? "POST" : "GET";
        Server.Answer answer =
            kitchen.server.send(
                method,
                trick(random, asked),
                method.equals("POST") ? with(headers, "Content-Length: 0") : headers);
        if (answer.status() == 200 && method.equals("GET")) {
          assertThat(answer.body()).as("seed %d, step %d", seed, i).startsWith(user + " ");
          String page = asked.contains("page=") ? asked.substring(asked.indexOf("page=") + 5) : "";
          assertThat(answer.body())
              .as("step %d", i)
              .contains(page.isEmpty() ? "{" : "page=[" + page + "]");
          assertThat(answer.body().replace("%6d", "m").replace("%75", "u").replace(";x", ""))
              .contains(path);
          hits += answer.isHit() ? 1 : 0;
        }
      }
      assertThat(hits).as("hits of 1,500").isGreaterThan(250);
    }
  }

  private static String[] with(String[] headers, String more) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = more;
    return all;
  }

  private static String pick(Random random, String... all) {
    return all[random.nextInt(all.length)];
  }

  private static String trick(Random random, String path) {
    return switch (random.nextInt(8)) {
      case 0 -> path.contains("?") ? path + "&utm=1" : path + "?utm=1";
      case 1 -> path.replace("/me", "/%6de").replace("/u/", "/%75/");
      case 2 -> path + (path.contains("?") ? "&" : "?");
      case 3 -> path.replace("/orders", ";x/orders");
      default -> path;
    };
  }
}
