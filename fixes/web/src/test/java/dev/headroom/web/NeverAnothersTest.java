package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R6: random routes and random users at the same time, on the filter alone. */
class NeverAnothersTest {

  private static final Pattern SECRET = Pattern.compile("secret-of-(\\w+)");
  private static final List<String> USERS = List.of("ann", "bob", "eve", "dan");
  private static final List<String> ROLES = List.of("OWNER", "COOK");
  private static final List<String> HEADERS = List.of("X-Tenant", "X-Unit");
  private static final List<String> PARAMETERS = List.of("page", "size", "utm");

  /** Says all that a handler can know of who asks, and what for. */
  private static void tell(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, String> all = new TreeMap<>();
    all.put("user", String.valueOf(Server.user(request)));
    all.put("path", request.getRequestURI());
    all.put("auth", String.valueOf(request.getHeader("Authorization")));
    all.put("locale", request.getLocale().toLanguageTag());
    Cookie[] cookies = request.getCookies();
    all.put("cookies", cookies == null ? "" : cookies[0].getValue());
    ROLES.forEach(role -> all.put(role, String.valueOf(request.isUserInRole(role))));
    HEADERS.forEach(name -> all.put(name, String.valueOf(request.getHeader(name))));
    PARAMETERS.forEach(name -> all.put(name, String.valueOf(request.getParameter(name))));
    response.setContentType("text/plain");
    if (request.getRequestURI().hashCode() % 3 == 0) {
      response.setHeader("Vary", "Cookie");
    }
    response.getWriter().write(all.toString());
  }

  private static <T> Set<T> some(Random random, List<T> all) {
    Set<T> some = new TreeSet<>();
    all.stream().filter(one -> random.nextInt(3) > 0).forEach(some::add);
    return some;
  }

  private static CacheRoute route(Random random, String name, String path, boolean isPublic) {
    Set<String> query = some(random, PARAMETERS);
    Set<String> ignored = new TreeSet<>(PARAMETERS);
    ignored.removeAll(query);
    Duration stale = Duration.ofSeconds(10L * random.nextInt(3));
    return new CacheRoute(
        name,
        path,
        Duration.ofSeconds(random.nextBoolean() ? 1 : 100),
        isPublic,
        // What an answer of a public route tells of a role has to be in its key.
        isPublic ? ROLES : List.copyOf(some(random, ROLES)),
        random.nextBoolean(),
        List.copyOf(some(random, HEADERS)),
        query,
        random.nextBoolean() ? ignored : Set.of(),
        List.of(),
        random.nextBoolean() ? List.of("thing/{id}") : List.of(),
        List.of(),
        Duration.ZERO,
        stale,
        stale,
        10_000,
        1_000_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  @DisplayName("R6: over random routes no answer tells of another user, path, parameter or header")
  void neverAnothers(long seed) throws Exception {
    Random random = new Random(seed);
    List<CacheRoute> routes =
        List.of(
            route(random, "mine", "/mine/{id}", false),
            route(random, "deep", "/mine/{id}/{part}", false),
            route(random, "all", "/all/{id}", true));
    AtomicInteger hits = new AtomicInteger();
    try (Kitchen kitchen = new Kitchen(NeverAnothersTest::tell, routes.toArray(CacheRoute[]::new));
        ExecutorService clients = Executors.newFixedThreadPool(4, r -> new Thread(r, "client"))) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < 4; client++) {
        Random own = new Random(seed * 31 + client);
        all.add(
            clients.submit(
                () -> {
                  for (int step = 0; step < 100; step++) {
                    hits.addAndGet(ask(kitchen, routes, own) ? 1 : 0);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(hits).as("hits of 400, seed %d", seed).hasValueGreaterThan(20);
  }

  private static boolean ask(Kitchen kitchen, List<CacheRoute> routes, Random random) {
    String user = USERS.get(random.nextInt(USERS.size()));
    int kind = random.nextInt(3);
    CacheRoute route = routes.get(kind);
    String path =
        List.of("/mine/7", "/mine/7/x", "/all/7").get(kind)
            + (random.nextInt(4) == 0 ? "" : "8"); // another id now and then
    Map<String, String> sent = new TreeMap<>();
    List<String> headers = new ArrayList<>();
    headers.add("User: " + user);
    headers.add("Cookie: s=secret-of-" + user);
    headers.add("Authorization: Bearer secret-of-" + user);
    String role = random.nextInt(3) == 0 ? ROLES.get(random.nextInt(2)) : "";
    headers.add("Role: " + role);
    String language = random.nextInt(4) == 0 ? "fr" : "de";
    headers.add("Accept-Language: " + language);
    for (String name : HEADERS) {
      if (random.nextInt(4) == 0) {
        sent.put(name, "h" + random.nextInt(2));
        headers.add(name + ": " + sent.get(name));
      }
    }
    List<String> query = new ArrayList<>();
    for (String name : PARAMETERS) {
      if (random.nextInt(4) == 0) {
        sent.put(name, "p" + random.nextInt(2));
        query.add(name + "=" + sent.get(name));
      }
    }
    Collections.shuffle(query, random);
    if (random.nextInt(30) == 0) {
      kitchen.answers.invalidateTag("thing/7");
    }
    String asked = path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    Server.Answer answer = kitchen.server.get(asked, headers.toArray(String[]::new));
    String told = answer.body();
    String what = asked + " " + headers + " -> " + answer.head() + " " + told;
    assertThat(answer.status()).as(what).isEqualTo(200);
    assertThat(told).as(what).contains("path=" + path + ",");
    SECRET.matcher(told).results().forEach(m -> assertThat(m.group(1)).as(what).isEqualTo(user));
    if (!route.isPublic()) {
      assertThat(told).as(what).contains("user=" + user + ",");
    }
    boolean kept = !answer.cache().contains("bypass");
    if (kept && route.isPublic()) {
      assertThat(told).as(what).doesNotContain("secret");
    }
    route
        .varyHeaders()
        .forEach(
            name ->
                HEADERS.stream()
                    .filter(header -> header.equalsIgnoreCase(name))
                    .forEach(
                        header ->
                            assertThat(told).as(what).contains(header + "=" + sent.get(header))));
    route.query().forEach(name -> assertThat(told).as(what).contains(name + "=" + sent.get(name)));
    route
        .varyRoles()
        .forEach(one -> assertThat(told).as(what).contains(one + "=" + one.equals(role)));
    if (route.varyLocale()) {
      assertThat(told).as(what).contains("locale=" + language);
    }
    return answer.isHit();
  }
}
