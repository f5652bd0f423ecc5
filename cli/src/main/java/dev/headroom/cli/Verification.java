package dev.headroom.cli;

import dev.headroom.prove.ServiceClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a running reference service must answer. Reads only; writes nothing. */
abstract sealed class Verification implements AutoCloseable
    permits PosVerification, WellbeingVerification, AutomationsVerification {

  static final Duration LIMIT = Duration.ofSeconds(10);
  static final JsonMapper JSON = JsonMapper.builder().build();

  final URI base;
  private final String email;
  private final String password;
  final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private String token = "";

  /** One thing to verify. */
  record Check(String name, Step step) {

    Outcome run() throws InterruptedException {
      try {
        return step.run();
      } catch (IOException | JacksonException e) {
        return new Outcome(false, String.valueOf(e.getMessage()));
      }
    }
  }

  /** What it came to. */
  record Outcome(boolean holds, String detail) {}

  interface Step {
    Outcome run() throws IOException, InterruptedException;
  }

  record Answer(int status, JsonNode body, double millis, Map<String, List<String>> headers) {}

  Verification(URI base, String email, String password) {
    this.base = base;
    this.email = email;
    this.password = password;
  }

  /** Of a reference service. */
  static Verification of(String service, URI base, String email, String password) {
    return switch (service) {
      case "pos" -> new PosVerification(base, email, password);
      case "wellbeing" -> new WellbeingVerification(base, email, password);
      default -> new AutomationsVerification(base, email, password);
    };
  }

  /** What is asked before the load, in this order. */
  abstract List<Check> checks();

  /** Called when the warm-up is over. */
  void loadBegins() throws IOException, InterruptedException {}

  /** What the service observes begins anew. */
  final void observeAnew() throws IOException, InterruptedException {
    try (ServiceClient client = new ServiceClient(base)) {
      client.useToken(token);
      client.clearObservations();
    }
  }

  /** What the service itself counted during the load. */
  List<Check> afterLoad() {
    return List.of();
  }

  /** As {@code headroom serve} knows it. */
  abstract String name();

  final String nobody() {
    return "nothing answers at "
        + base
        + ": is the service running? (headroom serve "
        + name()
        + ")";
  }

  /** Where who is signed in is told who that is. */
  abstract String me();

  /** Where the service tells of hits and misses of its caches, under {@code cache}. */
  abstract String figures();

  Outcome health() throws IOException, InterruptedException {
    Answer health = call("GET", "/api/v1/health", null);
    boolean timed =
        health.headers().containsKey("x-response-time")
            && health.headers().containsKey("server-timing");
    return new Outcome(
        health.status() == 200 && timed,
        "status "
            + health.status()
            + ", "
            + health.body().path("status").asString("?")
            + (timed ? "" : ", but no X-Response-Time or Server-Timing"));
  }

  Outcome signIn() throws IOException, InterruptedException {
    Answer wrong = call("POST", "/api/v1/auth/sign-in", credentials("wrong-" + password));
    Answer right = call("POST", "/api/v1/auth/sign-in", credentials(password));
    token = right.body().path("accessToken").asString("");
    return new Outcome(
        right.status() == 200 && !token.isEmpty() && wrong.status() == 401,
        "right password " + right.status() + ", wrong password " + wrong.status());
  }

  final String credentials() {
    return credentials(password);
  }

  private String credentials(String with) {
    return JSON.writeValueAsString(Map.of("email", email, "password", with));
  }

  Outcome forgedToken() throws IOException, InterruptedException {
    String own = token;
    Answer forged =
        as(own.length() > 20 ? own.substring(0, own.length() - 8) + "AAAAAAAA" : "x.y.z", me());
    Answer real = call("GET", me(), null);
    return new Outcome(
        forged.status() == 401 && real.status() == 200,
        "forged " + forged.status() + ", own " + real.status());
  }

  /** Asks with another token. */
  final Answer as(String other, String path) throws IOException, InterruptedException {
    String own = token;
    token = other;
    try {
      return call("GET", path, null);
    } finally {
      token = own;
    }
  }

  /** Of all look-ups since an earlier time; -1 where nothing was looked up. */
  double hitShare(long @Nullable [] since) {
    long[] now = lookUps();
    if (now == null || since == null) {
      return -1;
    }
    long hits = now[0] - since[0];
    long all = hits + now[1] - since[1];
    return all == 0 ? -1 : (double) hits / all;
  }

  /** Hits and misses of all caches so far; null if the service does not tell. */
  long @Nullable [] lookUps() {
    try {
      JsonNode cache = call("GET", figures(), null).body().path("cache");
      return new long[] {cache.path("hits").asLong(0), cache.path("misses").asLong(0)};
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  String token() {
    return token;
  }

  Answer call(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    HttpResponse<String> answer = send(method, path, body);
    double millis = (System.nanoTime() - begin) / 1e6;
    JsonNode json =
        answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    return new Answer(answer.statusCode(), json, millis, answer.headers().map());
  }

  final HttpResponse<String> send(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body == null) {
      request.GET();
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException(nobody(), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
