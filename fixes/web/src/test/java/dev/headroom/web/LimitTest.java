package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.Fixes;
import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {

  private static final String PROXY = "127.0.0.1";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AtomicLong nanos = new AtomicLong();

  private static LimitRule rule(String name, String path, LimitRule.Per per, int limit) {
    return new LimitRule(name, path, Set.of(), per, limit, MINUTE);
  }

  private static Fixes fixes() {
    Fixes fixes = new Fixes(List.of(WebFixes.LIMITS));
    var unused = fixes.switchTo(Set.of(WebFixes.LIMITS.id()));
    return fixes;
  }

  private Limits limits(List<String> proxies, LimitRule... rules) {
    return new Limits(List.of(rules), new ClientAddress(proxies), null, 1_000, nanos::get);
  }

  private static Server server(Limits limits, Fixes fixes) {
    return new Server(
        (request, response) -> response.getOutputStream().print("ok"),
        new LimitFilter(limits, false, WebUser.PRINCIPAL, fixes),
        new LimitFilter(limits, true, Server::user, fixes));
  }

  @Test
  @DisplayName("W4: beyond the limit 429 with a problem document; the headers say where one stands")
  void limited() {
    try (Limits limits = limits(List.of(), rule("health", "/health", LimitRule.Per.ROUTE, 100));
        Server server = server(limits, fixes())) {
      for (int i = 0; i < 100; i++) {
        Server.Answer answer = server.get("/health", "User: u" + i);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"health\";q=100;w=60");
        assertThat(answer.header("RateLimit")).startsWith("\"health\";r=" + (99 - i) + ";t=");
      }
      Server.Answer refused = server.send("HEAD", "/health");
      assertThat(refused.status()).isEqualTo(429);
      Server.Answer told = server.get("/health");
      assertThat(told.status()).isEqualTo(429);
      assertThat(told.header("Retry-After")).isEqualTo("1");
      assertThat(told.header("RateLimit")).isEqualTo("\"health\";r=0;t=1");
      assertThat(told.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(told.header("Cache-Control")).isEqualTo("no-store");
      assertThat(told.body())
          .contains("\"status\":429", "at most 100 requests in 60 s (health); try again in 1 s");
      assertThat(server.get("/other").header("RateLimit")).isEmpty();
      nanos.addAndGet(600_000_000L);
      assertThat(server.get("/health").status()).as("one of 100 a minute is back").isEqualTo(200);
      assertThat(server.get("/health").status()).isEqualTo(429);
      nanos.addAndGet(MINUTE.toNanos());
      assertThat(server.get("/health").header("RateLimit")).startsWith("\"health\";r=99");
      assertThat(limits.refused()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("each user has their own count, those without a name count by address")
  void byUser() {
    try (Limits limits =
            limits(
                List.of(PROXY),
                new LimitRule("write", "/a/**", Set.of("post"), LimitRule.Per.USER, 2, MINUTE));
        Server server = server(limits, fixes())) {
      String[] who = {
        "User: ann", "User: bob", "X-Forwarded-For: 9.9.9.9", "X-Forwarded-For: 8.8.8.8"
      };
      for (String header : who) {
        for (int i = 0; i < 3; i++) {
          assertThat(server.send("POST", "/a/b/c", header, "Content-Length: 0").status())
              .as("%s %d", header, i)
              .isEqualTo(i < 2 ? 200 : 429);
        }
        assertThat(server.get("/a/b/c", header).status()).isEqualTo(200);
      }
      String asUser = "User: address 4:09090909";
      assertThat(server.send("POST", "/a/b", asUser, "Content-Length: 0").status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName(
      "a limit is not dodged by other spellings of the path, by HEAD or by a forwarded address")
  void dodged() {
    for (String path :
        List.of(
            "/sign-in",
            "//sign-in",
            "/sign-in/",
            "/x/../sign-in",
            "/%73ign-in",
            "/sign-in;a=1",
            "/./sign-in")) {
      try (Limits limits =
              limits(
                  List.of(),
                  new LimitRule(
                      "sign-in", "/sign-in", Set.of("GET"), LimitRule.Per.ADDRESS, 1, MINUTE));
          Server server = server(limits, fixes())) {
        assertThat(server.get("/sign-in", "X-Forwarded-For: 1.1.1.1").status()).isEqualTo(200);
        assertThat(server.get(path, "X-Forwarded-For: 2.2.2.2").status()).as(path).isEqualTo(429);
        assertThat(server.send("HEAD", path, "X-Forwarded-For: 3.3.3.3").status()).isEqualTo(429);
      }
    }
  }

  @Test
  @DisplayName("whatever header a client names itself by, it counts as the peer of its connection")
  void named() {
    try (Limits limits = limits(List.of(), rule("a", "/a", LimitRule.Per.ADDRESS, 1));
        Server server = server(limits, fixes())) {
      assertThat(server.get("/a").status()).isEqualTo(200);
      for (String header :
          List.of(
              "X-Forwarded-For: 9.9.9.9",
              "X-Forwarded-For: 127.0.0.1, 9.9.9.9",
              "X-Forwarded-For: ::ffff:9.9.9.9",
              "Forwarded: for=9.9.9.9",
              "X-Real-IP: 9.9.9.9",
              "X-Client-IP: 9.9.9.9",
              "X-Cluster-Client-IP: 9.9.9.9",
              "X-Originating-IP: 9.9.9.9",
              "True-Client-IP: 9.9.9.9",
              "CF-Connecting-IP: 9.9.9.9",
              "Fastly-Client-IP: 9.9.9.9",
              "X-Host: other",
              "Host: other.example",
              "Via: 1.1 other")) {
        assertThat(server.get("/a", header).status()).as(header).isEqualTo(429);
      }
    }
  }

  @ParameterizedTest(name = "{0} and {1}: same {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1.1.1 | 1.1.1.2 | false",
        "9.9.9.9, 1.1.1.1 | 8.8.8.8, 1.1.1.1 | true",
        "9.9.9.9, 1.1.1.1, 10.1.2.3 | 8.8.8.8, 1.1.1.1, 10.9.9.9 | true",
        "1.1.1.1, evil, 10.0.0.1 | 1.1.1.2, evil, 10.0.0.1 | true",
        "2001:db8::1 | 2001:db8::2 | true",
        "2001:db8::1 | 2001:db8:0:1::1 | false",
        "::ffff:1.1.1.1 | 1.1.1.1 | true",
        "[2001:db8::1] | 2001:db8::1 | true",
        "localhost | example.com | true",
        "1.1.1.1:80 | 1.1.1.2:80 | true",
        "999.1.1.1 | 999.1.1.2 | true",
        "'' | unknown | true"
      })
  @DisplayName("a forwarded address is believed as far as trusted proxies wrote it, no further")
  void forwarded(String one, String other, boolean same) {
    try (Limits limits =
            limits(List.of(PROXY, "10.0.0.0/8"), rule("a", "/a", LimitRule.Per.ADDRESS, 1));
        Server server = server(limits, fixes())) {
      assertThat(server.get("/a", "X-Forwarded-For: " + one).status()).isEqualTo(200);
      assertThat(server.get("/a", "X-Forwarded-For: " + other).status())
          .isEqualTo(same ? 429 : 200);
    }
  }

  @Test
  @DisplayName("in Redis all instances count together; without it each goes on for itself")
  void shared() {
    DevRedis redis = DevRedis.start();
    try (Limits one = onRedis(redis.uri());
        Limits two = onRedis(redis.uri());
        Server first = server(one, fixes());
        Server second = server(two, fixes())) {
      long before = connected(one, first) + connected(two, second);
      for (int i = 0; i < 5; i++) {
        assertThat((i % 2 == 0 ? first : second).get("/a").status()).isEqualTo(200);
      }
      assertThat(first.get("/a").status()).isEqualTo(429);
      assertThat(second.get("/a").status()).isEqualTo(429);
      assertThat(one.countedAlone() + two.countedAlone()).isEqualTo(before);
      before = one.countedAlone();
      redis.close();
      assertThat(first.get("/a").header("RateLimit")).startsWith("\"a\";r=4");
      assertThat(first.get("/a").status()).isEqualTo(200);
      assertThat(one.countedAlone()).isEqualTo(before + 2);
    } finally {
      redis.close();
    }
  }

  /** The first connection may take a loaded machine longer than a request waits for Redis. */
  private static long connected(Limits limits, Server server) {
    for (long before = -1; before != limits.countedAlone(); ) {
      before = limits.countedAlone();
      assertThat(server.get("/warm").status()).isEqualTo(200);
    }
    return limits.countedAlone();
  }

  private static Limits onRedis(String url) {
    return new Limits(
        List.of(
            rule("a", "/a", LimitRule.Per.ROUTE, 5),
            rule("warm", "/warm", LimitRule.Per.ROUTE, 1_000_000)),
        new ClientAddress(List.of()),
        url,
        1_000,
        System::nanoTime);
  }

  @Test
  @DisplayName("R1: while Redis hangs from the start on, nobody waits for a connection to be made")
  void hungAtStart() throws Exception {
    try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisLink<String> link =
            new RedisLink<>(
                "redis://127.0.0.1:" + hung.getLocalPort(), StringCodec.UTF8, System::nanoTime);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        all.add(
            threads.submit(
                () -> assertThatThrownBy(link::connection).isInstanceOf(RedisException.class)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
    }
  }

  @Test
  @DisplayName("an address that cannot be read is told nowhere: there may be a password in it")
  void secret() {
    String url = "redis://u:p^w@h";
    assertThatThrownBy(() -> onRedis(url))
        .hasMessageContaining("redis-url cannot be read")
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("p^w"));
  }

  @Test
  @DisplayName("switched off nothing is counted")
  void off() {
    Fixes fixes = fixes();
    try (Limits limits = limits(List.of(), rule("a", "/a", LimitRule.Per.ROUTE, 1));
        Server server = server(limits, fixes)) {
      var unused = fixes.switchTo(Set.of());
      assertThat(server.get("/a").header("RateLimit")).isEmpty();
      assertThat(server.get("/a").status()).isEqualTo(200);
      unused = fixes.switchTo(Set.of(WebFixes.LIMITS.id()));
      assertThat(server.get("/a").status()).isEqualTo(200);
      assertThat(server.get("/a").status()).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.0.0.0/0 | cannot trust everybody",
        "::/0 | cannot trust everybody",
        "10.0.0.0/33 | such as 10.0.0.0/8",
        "10.0.0.0/8/8 | such as 10.0.0.0/8",
        "proxy.local | such as 10.0.0.0/8",
        "10.0.0 | such as 10.0.0.0/8",
        "10.0.0.0/-1 | such as 10.0.0.0/8"
      })
  @DisplayName("a proxy that cannot be meant is refused")
  void proxies(String text, String says) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientAddress(List.of(text.strip())))
        .withMessageContaining(says.strip());
  }

  @Test
  @DisplayName("rules that cannot be meant are refused with what to write")
  void rules() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule("A", "/a", LimitRule.Per.ROUTE, 1))
        .withMessageContaining("lower case words with dashes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule("a", "a", LimitRule.Per.ROUTE, 1))
        .withMessageContaining("begins with /");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rule("a", "/a", LimitRule.Per.ROUTE, 0))
        .withMessageContaining("limit is from 1 to 1,000,000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LimitRule("a", "/a", Set.of("G T"), LimitRule.Per.ROUTE, 1, MINUTE))
        .withMessageContaining("names such as GET");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new LimitRule("a", "/a", Set.of(), LimitRule.Per.ROUTE, 1, Duration.ofMillis(999)))
        .withMessageContaining("window is from PT1S");
    LimitRule rule = rule("a", "/a", LimitRule.Per.ROUTE, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limits(List.of(), rule, rule))
        .withMessageContaining("two rules are called 'a'");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Limits(
                    List.of(rule), new ClientAddress(List.of()), "http://x", 1_000, nanos::get))
        .withMessageContaining("redis-url cannot be read");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Limits(List.of(rule), new ClientAddress(List.of()), null, 1, nanos::get))
        .withMessageContaining("max-keys is from 1,000");
  }
}
