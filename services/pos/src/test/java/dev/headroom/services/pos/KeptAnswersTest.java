package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.web.Hashing;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The fixes at the door of the whole service. */
class KeptAnswersTest extends PosService {

  private static final Set<String> DOOR =
      Set.of(
          "response-cache",
          "compression",
          "field-selection",
          "token-cache",
          "batch",
          "limits",
          "bounded-hashing");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @Autowired Hashing hashing;

  @AfterEach
  void off() {
    switchTo(Set.of());
  }

  private void switchTo(Set<String> on) {
    assertThat(put(OWNER, "/headroom/api/fixes", Map.of("on", on)).status()).isEqualTo(200);
  }

  private HttpResponse<byte[]> raw(@Nullable String user, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    if (user != null) {
      request.header("Authorization", "Bearer " + token(user));
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) throws Exception {
    byte[] bytes = answer.body();
    if (answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
      bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String cache(HttpResponse<?> answer) {
    return answer.headers().firstValue("Cache-Status").orElse("");
  }

  @Test
  @DisplayName("a menu asked twice is a hit, 304 where the client has it, and compressed")
  void menu() throws Exception {
    switchTo(DOOR);
    String menu = "/api/v1/restaurants/2/menu";
    raw(STAFF_2, menu);
    HttpResponse<byte[]> hit = raw(STAFF_2, menu);
    assertThat(cache(hit)).startsWith("Headroom; hit");
    HttpResponse<byte[]> small = raw(STAFF_2, menu, "Accept-Encoding", "gzip");
    assertThat(small.body().length).isLessThan(hit.body().length / 3);
    assertThat(text(small)).isEqualTo(text(hit));
    String etag = hit.headers().firstValue("ETag").orElseThrow();
    assertThat(raw(STAFF_2, menu, "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(cache(raw(MANAGER_2, menu))).as("another user").startsWith("Headroom; fwd=miss");
  }

  @Test
  @DisplayName("an unknown address and a shut-out account cost one password check, like any other")
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
  @DisplayName("R6: over random users, routes and tricks each gets what the service alone answers")
  void neverAnothers() throws Exception {
    long seed = 20_261_126;
    Random random = new Random(seed);
    List<String> users = List.of(OWNER, STAFF_2, MANAGER_2, MANAGER_3, "staff3", "");
    List<String> paths =
        List.of(
            "/api/v1/restaurants/2/menu",
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
        HttpResponse<byte[]> answer = raw(user.isEmpty() ? null : user, path);
        alone.put(user + path, answer.statusCode() + " " + text(answer));
      }
    }
    switchTo(DOOR);
    int hits = 0;
    for (int i = 0; i < 400; i++) {
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
      HttpResponse<byte[]> answer =
          raw(user.isEmpty() ? null : user, path, trick(random, users, i));
      assertThat(answer.statusCode() + " " + text(answer))
          .as("seed %d, step %d: %s %s", seed, i, user, path)
          .isEqualTo(expected);
      hits += cache(answer).startsWith("Headroom; hit") ? 1 : 0;
    }
    assertThat(hits).as("hits of 400").isGreaterThan(50);
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
