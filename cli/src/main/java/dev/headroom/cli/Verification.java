package dev.headroom.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a running point of sale must answer (requirement P6). Reads only; writes nothing. */
final class Verification implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI base;
  private final String email;
  private final String password;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
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

  private interface Step {
    Outcome run() throws IOException, InterruptedException;
  }

  private record Answer(
      int status, JsonNode body, double millis, Map<String, List<String>> headers) {}

  Verification(URI base, String email, String password) {
    this.base = base;
    this.email = email;
    this.password = password;
  }

  List<Check> checks() {
    return List.of(
        new Check("health", this::health),
        new Check("sign-in", this::signIn),
        new Check("foreign token refused", this::forgedToken),
        new Check("performance endpoint", this::performance),
        new Check("cache's effect on the menu", this::menu),
        new Check("updates by WebSocket", this::updates),
        new Check("WebSocket statistics", () -> has("/api/v1/health/performance", "updates")),
        new Check("system metrics", () -> has("/api/v1/health/performance", "system")));
  }

  private Outcome health() throws IOException, InterruptedException {
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

  private Outcome signIn() throws IOException, InterruptedException {
    Answer wrong = call("POST", "/api/v1/auth/sign-in", credentials("wrong-" + password));
    Answer right = call("POST", "/api/v1/auth/sign-in", credentials(password));
    token = right.body().path("accessToken").asString("");
    return new Outcome(
        right.status() == 200 && !token.isEmpty() && wrong.status() == 401,
        "right password " + right.status() + ", wrong password " + wrong.status());
  }

  private String credentials(String with) {
    return JSON.writeValueAsString(Map.of("email", email, "password", with));
  }

  private Outcome forgedToken() throws IOException, InterruptedException {
    String own = token;
    token = own.length() > 20 ? own.substring(0, own.length() - 8) + "AAAAAAAA" : "x.y.z";
    Answer forged;
    try {
      forged = call("GET", "/api/v1/auth/me", null);
    } finally {
      token = own;
    }
    Answer real = call("GET", "/api/v1/auth/me", null);
    return new Outcome(
        forged.status() == 401 && real.status() == 200,
        "forged " + forged.status() + ", own " + real.status());
  }

  private Outcome performance() throws IOException, InterruptedException {
    Answer answer = call("GET", "/api/v1/health/performance", null);
    List<String> missing = new ArrayList<>();
    for (String part : List.of("database", "cache", "recommendations", "history")) {
      if (!answer.body().has(part)) {
        missing.add(part);
      }
    }
    return new Outcome(
        answer.status() == 200 && missing.isEmpty(),
        "status "
            + answer.status()
            + (missing.isEmpty() ? "" : ", missing: " + String.join(", ", missing)));
  }

  private Outcome has(String path, String part) throws IOException, InterruptedException {
    JsonNode body = call("GET", path, null).body().path(part);
    return new Outcome(!body.isMissingNode() && !body.isEmpty(), body.toString());
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
      JsonNode cache = call("GET", "/api/v1/health/performance", null).body().path("cache");
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

  /** With the cache on, repeats of the menu are hits, miss nothing, and answer the same. */
  private Outcome menu() throws IOException, InterruptedException {
    String path = "/api/v1/restaurants/1/menu";
    Answer first = call("GET", path, null);
    if (first.status() != 200) {
      return new Outcome(false, "the menu answered " + first.status());
    }
    JsonNode before = call("GET", "/api/v1/health/performance", null).body().path("cache");
    double total = 0;
    int repeats = 20;
    for (int i = 0; i < repeats; i++) {
      Answer again = call("GET", path, null);
      total += again.millis();
      if (!again.body().equals(first.body())) {
        return new Outcome(false, "a repeat answered something else");
      }
    }
    JsonNode after = call("GET", "/api/v1/health/performance", null).body().path("cache");
    long hits = after.path("hits").asLong(0) - before.path("hits").asLong(0);
    long misses = after.path("misses").asLong(0) - before.path("misses").asLong(0);
    boolean cached = hits >= repeats && misses == 0;
    return new Outcome(
        cached && total / repeats < 50,
        String.format(
            Locale.ROOT,
            "first %.1f ms, then %d times %.1f ms, %d hits, %d misses%s",
            first.millis(),
            repeats,
            total / repeats,
            hits,
            misses,
            cached ? "" : ": is menu-cache on? (headroom serve pos --fixes all)"));
  }

  private Outcome updates() throws InterruptedException {
    URI uri =
        URI.create(
            "ws"
                + base.toString().substring("http".length())
                + "/api/v1/updates?restaurant=1&access_token="
                + token);
    CompletableFuture<String> hello = new CompletableFuture<>();
    try {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .connectTimeout(LIMIT)
              .buildAsync(uri, new FirstText(hello))
              .get(10, TimeUnit.SECONDS);
      String text = hello.get(10, TimeUnit.SECONDS);
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
      JsonNode frame = JSON.readTree(text);
      return new Outcome(
          frame.path("type").asString("").equals("hello") && frame.has("last"),
          "last sequence " + frame.path("last").asString("?"));
    } catch (ExecutionException | TimeoutException | CompletionException e) {
      return new Outcome(false, String.valueOf(e.getCause() == null ? e : e.getCause()));
    }
  }

  private Answer call(String method, String path, @Nullable String body)
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
    long begin = System.nanoTime();
    HttpResponse<String> answer;
    try {
      answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException(
          "nothing answers at " + base + ": is the service running? (headroom serve pos)", e);
    }
    double millis = (System.nanoTime() - begin) / 1e6;
    JsonNode json =
        answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    return new Answer(answer.statusCode(), json, millis, answer.headers().map());
  }

  @Override
  public void close() {
    client.close();
  }

  /** Completes with the first text frame. */
  private static final class FirstText implements WebSocket.Listener {
    private final CompletableFuture<String> first;
    private final StringBuilder text = new StringBuilder();

    FirstText(CompletableFuture<String> first) {
      this.first = first;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        first.complete(text.toString());
      }
      socket.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      first.completeExceptionally(error);
    }
  }
}
