package dev.headroom.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a running point of sale must answer (requirement P6). */
final class PosVerification extends Verification {

  PosVerification(URI base, String email, String password) {
    super(base, email, password);
  }

  @Override
  String name() {
    return "pos";
  }

  @Override
  String me() {
    return "/api/v1/auth/me";
  }

  @Override
  String figures() {
    return "/api/v1/health/performance";
  }

  @Override
  List<Check> checks() {
    return List.of(
        new Check("health", this::health),
        new Check("sign-in", this::signIn),
        new Check("foreign token refused", this::forgedToken),
        new Check("performance endpoint", this::performance),
        new Check("cache's effect on the menu", this::menu),
        new Check("updates by WebSocket", this::updates),
        new Check("WebSocket statistics", () -> has(figures(), "updates")),
        new Check("system metrics", () -> has(figures(), "system")));
  }

  private Outcome performance() throws IOException, InterruptedException {
    Answer answer = call("GET", figures(), null);
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

  /** With the cache on, repeats of the menu are hits, miss nothing, and answer the same. */
  private Outcome menu() throws IOException, InterruptedException {
    String path = "/api/v1/restaurants/1/menu";
    Answer first = call("GET", path, null);
    if (first.status() != 200) {
      return new Outcome(false, "the menu answered " + first.status());
    }
    JsonNode before = call("GET", figures(), null).body().path("cache");
    double total = 0;
    int repeats = 20;
    for (int i = 0; i < repeats; i++) {
      Answer again = call("GET", path, null);
      total += again.millis();
      if (!again.body().equals(first.body())) {
        return new Outcome(false, "a repeat answered something else");
      }
    }
    JsonNode after = call("GET", figures(), null).body().path("cache");
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
                + token());
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
      Throwable why = e.getCause() == null ? e : e.getCause();
      return new Outcome(
          false, why instanceof java.net.ConnectException ? nobody() : String.valueOf(why));
    }
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
