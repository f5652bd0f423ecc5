package dev.headroom.services.pos;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the updates that keeps what it hears. */
final class UpdatesListener implements WebSocket.Listener, AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
  final CompletableFuture<String> closed = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private final boolean listens;
  private final WebSocket socket;

  private UpdatesListener(HttpClient http, URI uri, @Nullable String token, boolean listens) {
    this.listens = listens;
    WebSocket.Builder builder = http.newWebSocketBuilder();
    if (token != null) {
      builder.header("Authorization", "Bearer " + token);
    }
    socket = builder.buildAsync(uri, this).join();
  }

  static UpdatesListener connect(HttpClient http, int port, String query, @Nullable String token) {
    return new UpdatesListener(http, uri(port, query), token, true);
  }

  /** One that keeps the connection open and reads nothing. */
  static UpdatesListener deaf(HttpClient http, int port, String query, @Nullable String token) {
    return new UpdatesListener(http, uri(port, query), token, false);
  }

  static URI uri(int port, String query) {
    return URI.create("ws://127.0.0.1:" + port + "/api/v1/updates" + query);
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    if (listens) {
      webSocket.request(1);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    text.append(data);
    if (last) {
      frames.add(JSON.readTree(text.toString()));
      text.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }

  void say(String message) {
    socket.sendText(message, true).join();
  }

  void listenNow() {
    socket.request(1);
  }

  JsonNode next() throws InterruptedException {
    JsonNode frame = frames.poll(20, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("nothing was heard for 20 s; closed: " + closed);
    }
    return frame;
  }

  /** The next so many events; the first frame of a connection is a hello. */
  List<JsonNode> events(int count) throws InterruptedException {
    List<JsonNode> events = new ArrayList<>();
    while (events.size() < count) {
      JsonNode frame = next();
      if (frame.get("type").asString().equals("event")) {
        events.add(frame);
      }
    }
    return events;
  }

  /** Breaks the line as a lost network does: no goodbye. */
  void breakOff() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
