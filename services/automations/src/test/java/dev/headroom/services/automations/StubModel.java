package dev.headroom.services.automations;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model server over real HTTP. What a prompt has in it decides the answer: {@code fail} a 500,
 * {@code garbage} no JSON, {@code greedy} more tokens than were allowed.
 */
final class StubModel {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final AtomicInteger calls = new AtomicInteger();

  private StubModel(HttpServer server) {
    this.server = server;
  }

  static StubModel started() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      StubModel model = new StubModel(server);
      server.createContext("/v1/chat/completions", model::answer);
      server.setExecutor(
          Executors.newCachedThreadPool(
              task -> {
                Thread thread = new Thread(task, "stub-model");
                thread.setDaemon(true);
                return thread;
              }));
      server.start();
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int calls() {
    return calls.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    JsonNode asked = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String prompt = asked.at("/messages/0/content").asString();
    int most = asked.get("max_tokens").asInt();
    int used = prompt.contains("greedy") ? most + prompt.length() + 1_000 : Math.min(most, 50);
    String body =
        prompt.contains("garbage")
            ? "<html>"
            : """
              {"choices": [{"message": {"content": "done"}}],
               "usage": {"prompt_tokens": %d, "completion_tokens": %d}}"""
                .formatted(1 + prompt.length() / 4, used);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(prompt.contains("fail") ? 500 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
