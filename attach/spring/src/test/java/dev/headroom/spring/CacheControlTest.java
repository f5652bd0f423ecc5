package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.devservices.DevRedis;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cache as an operator sees it, on a running application with Redis. */
class CacheControlTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final JsonMapper JSON = new JsonMapper();
  private static DevRedis redis;
  private static ConfigurableApplicationContext app;
  private static Namespace<String> menu;

  @BeforeAll
  static void start() {
    redis = DevRedis.start();
    app = run("ENVIRONMENT=production");
    menu = app.getBean(HeadroomCache.class).namespace("menu", String.class);
  }

  private static ConfigurableApplicationContext run(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of(
                "--headroom.cache.redis-url=" + redis.uri(),
                "--headroom.cache.namespaces.menu.ttl=1h",
                "--headroom.cache.namespaces.menu.type=java.lang.String",
                "--headroom.cache.namespaces.menu.shadow-reads=1",
                "--headroom.cache.namespaces.prices.ttl=5m",
                "--headroom.devservices.enabled=false",
                "--headroom.observe.profile=false",
                "--management.endpoints.web.exposure.include=headroomcache,health",
                "--management.endpoint.headroomcache.access=unrestricted",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off"));
    for (String each : more) {
      arguments.add("--" + each);
    }
    return new SpringApplicationBuilder(App.class).run(arguments.toArray(new String[0]));
  }

  @AfterAll
  static void stop() {
    app.close();
    redis.close();
  }

  @Test
  @DisplayName("statistics, a value, invalidation by key, tag and pattern, and warming over HTTP")
  void api() throws Exception {
    menu.clear();
    menu.get("menu/1", List.of("shop"), () -> "one");
    menu.get("menu/2", () -> "two");
    menu.get("order/3", () -> "three");
    menu.get("order/4", () -> "four");
    JsonNode all = call("GET", "", true).body();
    assertThat(all.get("redis").asString()).isEqualTo("UP");
    assertThat(all.get("journal").asInt()).isZero();
    assertThat(all.at("/namespaces/0/namespace").asString()).isEqualTo("menu");
    assertThat(all.at("/namespaces/1/namespace").asString()).isEqualTo("prices");
    assertThat(all.at("/namespaces/1/stats").isNull()).as("never used").isTrue();
    JsonNode one = call("GET", "/menu", true).body();
    assertThat(one.at("/stats/loads").asLong()).isGreaterThanOrEqualTo(4);
    assertThat(one.at("/ttlSeconds").asDouble()).isEqualTo(3600);

    JsonNode value = call("GET", "/menu/value?key=menu/1", true).body();
    assertThat(value.get("found").asBoolean()).isTrue();
    assertThat(value.get("value").asString()).isEqualTo("one");
    assertThat(call("DELETE", "/menu?key=menu/2", true).status()).isEqualTo(200);
    assertThat(found("menu/2")).isFalse();
    assertThat(call("DELETE", "/menu?tag=shop", true).status()).isEqualTo(200);
    assertThat(found("menu/1")).isFalse();
    assertThat(call("DELETE", "/menu?pattern=order/*", true).status()).isEqualTo(200);
    assertThat(found("order/3")).isFalse();
    menu.get("order/4", () -> "four");
    assertThat(call("DELETE", "/menu?all=true", true).status()).isEqualTo(200);
    assertThat(found("order/4")).isFalse();

    JsonNode warmed = call("POST", "/menu/warm?what=7", true).body();
    assertThat(warmed.get("values").asInt()).isEqualTo(2);
    assertThat(found("7/a")).isTrue();
  }

  private static boolean found(String key) throws Exception {
    return call("GET", "/menu/value?key=" + key, true).body().get("found").asBoolean();
  }

  @Test
  @DisplayName("what cannot be done is refused, with what to write instead")
  void refused() throws Exception {
    assertThat(call("GET", "/mnu", true).detail())
        .contains("unknown cache namespace 'mnu': did you mean menu?");
    assertThat(call("DELETE", "/menu", true).detail()).contains("say one of key, tag, pattern");
    assertThat(call("DELETE", "/menu?key=a&tag=b", true).status()).isEqualTo(400);
    assertThat(call("GET", "/menu/value", true).status()).isEqualTo(400);
    Answer unknown = call("GET", "/prices/value?key=a", true);
    assertThat(unknown.status()).isEqualTo(409);
    assertThat(unknown.detail()).contains("headroom.cache.namespaces.prices.type=");
    assertThat(call("POST", "/prices/warm", true).detail())
        .contains("nobody knows how to warm 'prices': there are warmers of menu");
    assertThat(call("POST", "/menu/warm?what=none", true).detail()).contains("no shop none");
    Answer failed = call("POST", "/menu/warm?what=broken", true);
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.detail())
        .isEqualTo("warming 'menu' failed with CacheLoadException; the service's log says where");
    for (String method : List.of("GET", "DELETE")) {
      Answer nobody = call(method, "/menu?all=true", false);
      assertThat(nobody.status()).isEqualTo(403);
      assertThat(nobody.detail()).contains("role ADMIN");
    }
  }

  @Test
  @DisplayName(
      "in development a caller on the same machine needs no role, unless a proxy stands between")
  void development() throws Exception {
    try (ConfigurableApplicationContext here = run("ENVIRONMENT=development")) {
      String base = base(here) + "/headroom/api/cache";
      assertThat(send("GET", base, Map.of()).status()).isEqualTo(200);
      assertThat(send("GET", base, Map.of("X-Forwarded-For", "8.8.8.8")).status()).isEqualTo(403);
      assertThat(send("GET", base, Map.of("Forwarded", "for=8.8.8.8")).status()).isEqualTo(403);
    }
  }

  @Test
  @DisplayName("the actuator shows statistics to whom it may, and invalidates for the role alone")
  void actuator() throws Exception {
    String base = base(app) + "/actuator/headroomcache";
    menu.get("k", () -> "v");
    assertThat(send("GET", base, Map.of()).body().at("/namespaces/0/stats/loads").asLong())
        .isPositive();
    assertThat(send("GET", base + "/menu", Map.of()).body().get("namespace").asString())
        .isEqualTo("menu");
    assertThat(send("GET", base + "/mnu", Map.of()).text()).contains("did you mean menu?");
    Answer nobody = send("DELETE", base + "/menu?key=k", Map.of());
    assertThat(nobody.status()).isEqualTo(403);
    assertThat(nobody.detail()).contains("needs the role ADMIN");
    assertThat(send("DELETE", base + "/menu", Map.of("Role", "ADMIN")).detail())
        .contains("say one of key, tag, pattern and all=true");
    assertThat(found("k")).isTrue();
    assertThat(send("DELETE", base + "/menu?key=k", Map.of("Role", "ADMIN")).status())
        .isEqualTo(200);
    assertThat(found("k")).isFalse();
  }

  @Test
  @DisplayName("meters tell look-ups, loads, staleness by age, advice, bytes and how Redis stands")
  void meters() {
    MeterRegistry registry = app.getBean(MeterRegistry.class);
    System.gc(); // Meters hold what they ask weakly; it must live all the same.
    menu.clear();
    double gets = count(registry, "headroom.cache.gets", "result", "miss");
    String[] truth = {"old"};
    menu.get("changing", () -> truth[0]);
    assertThat(count(registry, "headroom.cache.gets", "result", "miss")).isEqualTo(gets + 1);
    truth[0] = "new, and nobody told the cache";
    menu.get("changing", () -> truth[0]);
    Awaitility.await()
        .untilAsserted(
            () -> {
              menu.get("changing", () -> truth[0]);
              assertThat(
                      registry
                          .get("headroom.cache.stale")
                          .tag("namespace", "menu")
                          .functionCounters()
                          .stream()
                          .mapToDouble(io.micrometer.core.instrument.FunctionCounter::count)
                          .sum())
                  .isPositive();
            });
    assertThat(count(registry, "headroom.cache.shadow.reads", "namespace", "menu")).isPositive();
    assertThat(gauge(registry, "headroom.cache.ttl", "menu")).isEqualTo(3600);
    assertThat(gauge(registry, "headroom.cache.ttl.advised", "menu")).isPositive();
    assertThat(gauge(registry, "headroom.cache.ttl.advised", "prices")).isNaN();
    String text = "x".repeat(5_000);
    AtomicInteger next = new AtomicInteger();
    Awaitility.await() // On a busy machine Redis may be late, and then it is kept in memory only.
        .untilAsserted(
            () -> {
              menu.get("large" + next.incrementAndGet(), () -> text);
              assertThat(count(registry, "headroom.cache.bytes", "form", "raw"))
                  .isGreaterThan(5_000);
            });
    double raw = count(registry, "headroom.cache.bytes", "form", "raw");
    double stored = count(registry, "headroom.cache.bytes", "form", "stored");
    assertThat(stored).isPositive().isLessThan(raw);
    assertThat(registry.get("headroom.cache.up").gauge().value()).isEqualTo(1);
    assertThat(registry.get("headroom.cache.journal").gauge().value()).isZero();
    assertThat(registry.get("headroom.cache.feed.silence").gauge().value()).isBetween(0.0, 5.0);
    assertThat(registry.get("headroom.cache.feed.lag").gauge().value()).isBetween(0.0, 5.0);
    for (String counter :
        List.of(
            "evictions", "invalidations", "patches", "refreshes", "unreadable", "load.failures")) {
      assertThat(count(registry, "headroom.cache." + counter, "namespace", "menu"))
          .as(counter)
          .isNotNegative();
    }
    assertThat(
            registry.get("headroom.cache.loads").tag("namespace", "menu").functionTimer().count())
        .isPositive();
    assertThat(
            registry
                .get("headroom.cache.lease.waits")
                .tag("namespace", "menu")
                .functionTimer()
                .count())
        .isZero();
  }

  @Test
  @DisplayName("the guide names the meters that there are, and no other")
  void documentedMeters() throws Exception {
    String guide = Files.readString(Path.of("../../docs/cache.md"));
    String table = guide.substring(guide.indexOf("Meters, all"), guide.indexOf("## What lies in"));
    Set<String> told =
        table
            .lines()
            .filter(line -> line.startsWith("| `"))
            .flatMap(
                line -> Pattern.compile("`([a-z.]+)`").matcher(line.split("\\|", -1)[1]).results())
            .map(name -> "headroom.cache." + name.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> there =
        app.getBean(MeterRegistry.class).getMeters().stream()
            .map(meter -> meter.getId().getName())
            .filter(name -> name.startsWith("headroom.cache."))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(told).isEqualTo(there);
  }

  private static double count(MeterRegistry registry, String name, String tag, String value) {
    return registry.get(name).tag("namespace", "menu").tag(tag, value).functionCounter().count();
  }

  private static double gauge(MeterRegistry registry, String name, String namespace) {
    return registry.get(name).tag("namespace", namespace).gauge().value();
  }

  @Test
  @DisplayName("two warmers of one namespace, or one of none, are refused at start")
  void warmers() {
    CacheNamespaces namespaces = app.getBean(CacheNamespaces.class);
    assertThatThrownBy(
            () ->
                new CacheControl(
                        namespaces, List.of(warmer("menu"), warmer("menu")), System::nanoTime)
                    .afterSingletonsInstantiated())
        .hasMessageContaining("'menu' has a warmer already");
    assertThatThrownBy(
            () ->
                new CacheControl(namespaces, List.of(warmer("price")), System::nanoTime)
                    .afterSingletonsInstantiated())
        .hasMessageContaining("did you mean prices?");
  }

  private static CacheWarmer warmer(String namespace) {
    return new CacheWarmer() {
      @Override
      public String namespace() {
        return namespace;
      }

      @Override
      public int warm(@Nullable String what) {
        return 0;
      }
    };
  }

  private record Answer(int status, String text) {
    JsonNode body() {
      return JSON.readTree(text);
    }

    String detail() {
      return body().path("detail").asString();
    }
  }

  private static String base(ConfigurableApplicationContext context) {
    return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  private static Answer call(String method, String path, boolean admin) throws Exception {
    return send(
        method,
        base(app) + "/headroom/api/cache" + path,
        admin ? Map.of("Role", "ADMIN") : Map.of());
  }

  private static Answer send(String method, String uri, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(uri.replace("*", "%2A")))
            .method(method, HttpRequest.BodyPublishers.noBody());
    headers.forEach(request::header);
    HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
  static class App {

    /** Roles by a header: enough of security to ask. */
    @Bean
    Filter roles() {
      return (request, response, chain) -> {
        HttpServletRequest http = (HttpServletRequest) request;
        chain.doFilter(
            new HttpServletRequestWrapper(http) {
              @Override
              public boolean isUserInRole(String role) {
                return role.equals(http.getHeader("Role"));
              }

              @Override
              public Principal getUserPrincipal() {
                return () -> "somebody";
              }
            },
            response);
      };
    }

    @Bean
    CacheWarmer menus(HeadroomCache cache) {
      Namespace<String> menu = cache.namespace("menu", String.class);
      return new CacheWarmer() {
        @Override
        public String namespace() {
          return "menu";
        }

        @Override
        public int warm(@Nullable String what) {
          if ("none".equals(what)) {
            throw new IllegalArgumentException("there is no shop none");
          }
          return menu.warm(
              List.of(what + "/a", what + "/b"),
              key -> List.of(),
              keys -> {
                if ("broken".equals(what)) {
                  throw new java.sql.SQLException("with literals");
                }
                Map<String, String> values = new java.util.HashMap<>();
                keys.forEach(key -> values.put(key, "warm " + key));
                return values;
              });
        }
      };
    }
  }
}
