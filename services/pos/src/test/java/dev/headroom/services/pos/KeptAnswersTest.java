package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import dev.headroom.services.testing.Answer;
import dev.headroom.web.Hashing;
import dev.headroom.web.WebFixes;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The fixes at the door of the whole service. */
class KeptAnswersTest extends PosService {

  private static final String MENU_2 = "/api/v1/restaurants/2/menu";

  @Autowired Hashing hashing;
  @Autowired Fixes fixes;
  @Autowired Observer observer;

  @AfterEach
  void off() {
    switchTo(Set.of());
  }

  private void switchTo(Set<String> on) {
    assertThat(put(OWNER, "/headroom/api/fixes", Map.of("on", on)).status()).isEqualTo(200);
  }

  private Answer read(@Nullable String user, String path, String... headers) {
    return sendWith("GET", user == null ? null : token(user), path, null, headers);
  }

  private static String cache(Answer answer) {
    return answer.header("Cache-Status");
  }

  @Test
  @DisplayName("all of them are fixes of the service, and off as found")
  void declared() {
    assertThat(fixes.known()).extracting(Fix::id).containsAll(DOOR);
    assertThat(fixes.on()).isEmpty();
    Answer menu = read(STAFF_2, MENU_2, "Accept-Encoding", "gzip");
    assertThat(menu.raw().headers().map())
        .doesNotContainKeys("cache-status", "content-encoding", "etag", "ratelimit");
    assertThat(post(STAFF_2, "/api/v1/batch", Map.of("get", List.of(MENU_2))).status())
        .isEqualTo(404);
  }

  @Test
  @DisplayName(
      "a menu asked twice is a hit, 304 where the client has it, compressed, and reduced to what is"
          + " asked for")
  void menu() {
    switchTo(DOOR);
    read(STAFF_2, MENU_2);
    Answer hit = read(STAFF_2, MENU_2);
    assertThat(cache(hit)).startsWith("Headroom; hit");
    Answer small = read(STAFF_2, MENU_2, "Accept-Encoding", "gzip");
    assertThat(small.raw().body().length).isLessThan(hit.raw().body().length / 3);
    assertThat(small.text()).isEqualTo(hit.text());
    assertThat(cache(read(MANAGER_2, MENU_2))).as("another user").startsWith("Headroom; fwd=miss");
    assertThat(read(STAFF_2, MENU_2 + "?fields=restaurantId,currency").text())
        .isEqualTo("{\"restaurantId\":2,\"currency\":" + hit.body().get("currency") + "}");
    String etag = hit.header("ETag");
    assertThat(etag).isNotEmpty();
    Answer known = read(STAFF_2, MENU_2, "If-None-Match", etag);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.text()).isEmpty();
  }

  @Test
  @DisplayName(
      "a large answer is found where it goes out as it is, compression answers the finding, and then"
          + " it is found no more")
  void largeAnswer() {
    assertThat(largeAnswers(Set.of())).isNotEmpty().allMatch(WebFixes.COMPRESSION::answers);
    assertThat(largeAnswers(Set.of("compression"))).isEmpty();
  }

  private List<Finding> largeAnswers(Set<String> on) {
    switchTo(on);
    observer.reset();
    for (int i = 0; i < 12; i++) {
      read(OWNER, "/api/v1/restaurants/1/orders?size=100", "Accept-Encoding", "gzip");
    }
    return of(FindingKind.LARGE_UNCOMPRESSED_ANSWER, found("/orders", 12));
  }

  private List<Finding> found(String endpoint, int requests) {
    Observations seen =
        Awaitility.await()
            .until(
                observer::snapshot,
                now ->
                    now.endpoints().stream()
                        .anyMatch(
                            e -> e.endpoint().endsWith(endpoint) && e.requests() == requests));
    return Diagnosis.findings(seen);
  }

  @Test
  @DisplayName(
      "that tokens are validated and their users read at each request is found as found, the fixes"
          + " answer it, and then it is found no more; so are reads that always answer the same")
  void repeatedWork() {
    List<Finding> asFound = repeatedWork(Set.of());
    assertThat(of(FindingKind.REPEATED_VALIDATION, asFound))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.statement()).contains("app_user");
              assertThat(f.summary()).contains("120 requests brought 2 tokens");
              assertThat(fixes.known().stream().filter(fix -> fix.answers(f)).map(Fix::id))
                  .contains("user-cache", "token-cache");
            });
    assertThat(of(FindingKind.REPEATED_VALIDATION, repeatedWork(Set.of("user-cache")))).isEmpty();
    assertThat(of(FindingKind.CACHEABLE_READ, asFound))
        .anyMatch(f -> f.endpoint().endsWith("/menu"));
    Set<String> doorAndUsers = new HashSet<>(DOOR);
    doorAndUsers.add("user-cache"); // who asks is read for each kept answer too
    assertThat(of(FindingKind.CACHEABLE_READ, repeatedWork(doorAndUsers)))
        .noneMatch(f -> f.endpoint().endsWith("/menu"));
  }

  private static List<Finding> of(FindingKind kind, List<Finding> all) {
    return all.stream().filter(f -> f.kind() == kind).toList();
  }

  private List<Finding> repeatedWork(Set<String> on) {
    switchTo(on);
    observer.reset();
    for (int i = 0; i < 60; i++) {
      String user = i % 2 == 0 ? "staff3" : MANAGER_3;
      read(user, "/api/v1/restaurants/3/menu");
      read(user, "/api/v1/restaurants/3/settings");
    }
    return found("/menu", 60);
  }

  @Test
  @DisplayName("sign-ins are counted by address")
  void limits() {
    switchTo(DOOR);
    assertThat(signIn("staff2@headroom.example", "staff").header("RateLimit-Policy"))
        .isEqualTo("\"sign-in\";q=600;w=60");
  }

  @Test
  @DisplayName("an unknown address and a wrong password cost one password check, like a right one")
  void equalWork() {
    long before = hashing.hashed();
    signIn("staff2@headroom.example", "staff");
    assertThat(hashing.hashed()).isEqualTo(before + 1);
    signIn("staff2@headroom.example", "wrong");
    assertThat(hashing.hashed()).isEqualTo(before + 2);
    signIn("nobody@headroom.example", "staff");
    assertThat(hashing.hashed()).isEqualTo(before + 3);
  }

  @Test
  @DisplayName("a user who is shut out gets nothing from the cache either, nor in a batch")
  void shutOut() {
    switchTo(DOOR);
    jdbc.sql(
            "insert into app_user (restaurant_id, email, password_hash, name, role) select"
                + " restaurant_id, 'kept@headroom.example', password_hash, name, role from"
                + " app_user where email = 'staff3@headroom.example'")
        .update();
    Answer in = signIn("kept@headroom.example", "staff");
    String token = in.body().get("accessToken").asString();
    String menu = "/api/v1/restaurants/3/menu";
    for (int i = 0; i < 2; i++) {
      assertThat(sendWith("GET", token, menu, null).status()).isEqualTo(200);
    }
    put(MANAGER_3, "/api/v1/users/" + in.body().at("/user/id").asLong(), Map.of("active", false));
    assertThat(sendWith("GET", token, menu, null).status()).isEqualTo(401);
    assertThat(sendWith("POST", token, "/api/v1/batch", Map.of("get", List.of(menu))).status())
        .isEqualTo(401);
  }

  @Test
  @DisplayName(
      "W4, P4: /health tells anybody of database and cache, /metrics owners and managers of all that"
          + " the fixes did")
  void healthAndMetrics() throws Exception {
    switchTo(DOOR);
    read(MANAGER_2, MENU_2);
    read(MANAGER_2, MENU_2, "Accept-Encoding", "gzip");
    assertThat(read(null, "/health").text())
        .isEqualTo(
            "{\"status\":\"up\",\"database\":{\"status\":\"up\"},\"cache\":{\"status\":\"absent\"}}");
    assertThat(read(null, "/metrics").status()).isEqualTo(401);
    assertThat(read(STAFF_2, "/metrics").status()).isEqualTo(403);
    Answer answer = read(MANAGER_2, "/metrics");
    assertThat(answer.status()).isEqualTo(200);
    String all = answer.text();
    for (String meter :
        List.of(
            "headroom_web_responses_total{result=\"hit\"",
            "headroom_web_compressed_bytes_total{form=\"sent\"",
            "headroom_web_limits_refused_total",
            "headroom_web_hashing_total",
            "headroom_web_batches_total{result=\"answered\"",
            "headroom_cache_gets_total{namespace=\"web-tokens\",result=\"l1\"",
            "http_server_requests_seconds_count{")) {
      assertThat(all).contains(meter);
    }
  }

  @Test
  @DisplayName("with every fix on a listener still gets its updates")
  void updates() throws Exception {
    switchTo(fixes.known().stream().map(Fix::id).collect(Collectors.toSet()));
    try (HttpClient http = HttpClient.newHttpClient();
        UpdatesListener listener = UpdatesListener.connect(http, port, "", token(STAFF_2))) {
      JsonNode hello = listener.frames.poll(10, TimeUnit.SECONDS);
      assertThat(Objects.requireNonNull(hello).get("type").asString()).isEqualTo("hello");
    }
  }

  @Test
  @DisplayName("R6: over random users, routes and tricks each gets what the service alone answers")
  void neverAnothers() {
    long seed = 20_261_126;
    Random random = new Random(seed);
    List<String> users = List.of(OWNER, STAFF_2, MANAGER_2, MANAGER_3, "staff3", "");
    List<String> paths =
        List.of(
            MENU_2,
            "/api/v1/restaurants/3/menu",
            "/api/v1/restaurants/2/settings",
            "/api/v1/restaurants/3/settings",
            "/api/v1/restaurants/9/menu",
            "/api/v1/auth/me",
            "/api/v1/restaurants");
    switchTo(Set.of());
    Map<String, String> alone = new HashMap<>();
    for (String user : users) {
      for (String path : paths) {
        Answer answer = read(user.isEmpty() ? null : user, path);
        alone.put(user + path, answer.status() + " " + answer.text());
      }
    }
    switchTo(DOOR);
    int hits = 0;
    for (int i = 0; i < 250; i++) {
      String user = users.get(random.nextInt(users.size()));
      String path = paths.get(random.nextInt(paths.size()));
      String expected = Objects.requireNonNull(alone.get(user + path));
      if (random.nextInt(10) == 0 && !user.isEmpty()) {
        JsonNode one =
            post(user, "/api/v1/batch", Map.of("get", List.of(path))).body().at("/answers/0");
        assertThat(expected).startsWith(one.get("status") + " ");
        assertThat(one.get("body"))
            .as("seed %d, step %d: %s %s in a batch", seed, i, user, path)
            .isEqualTo(json.readTree(expected.substring(4)));
        continue;
      }
      Answer answer = read(user.isEmpty() ? null : user, path, trick(random, users, i));
      assertThat(answer.status() + " " + answer.text())
          .as("seed %d, step %d: %s %s", seed, i, user, path)
          .isEqualTo(expected);
      hits += cache(answer).startsWith("Headroom; hit") ? 1 : 0;
    }
    assertThat(hits).as("hits of 250").isGreaterThan(30);
  }

  /** Headers that say the request is somebody else's, or from elsewhere. */
  private static String[] trick(Random random, List<String> users, int step) {
    String other = users.get(random.nextInt(users.size())) + "@headroom.example";
    return switch (random.nextInt(6)) {
      case 0 -> new String[] {"Accept-Encoding", "gzip"};
      case 1 -> new String[] {"X-Forwarded-User", other, "X-Forwarded-Host", "evil.example"};
      case 2 -> new String[] {"Cookie", "JSESSIONID=" + step, "X-Original-URL", "/api/v1/auth/me"};
      case 3 -> new String[] {"Accept", "application/json", "Origin", "http://127.0.0.1"};
      default -> new String[] {"X-User", other};
    };
  }
}
