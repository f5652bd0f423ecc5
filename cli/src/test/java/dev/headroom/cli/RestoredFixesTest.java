package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.prove.Arm;
import dev.headroom.prove.ServiceClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RestoredFixesTest {

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/headroom/api/fixes",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] answer = "{\"version\":1,\"fixes\":[]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  @DisplayName(
      "a service's fixes are put back once, as they were, and nothing is switched afterwards")
  void restored() throws Exception {
    try (ServiceClient client =
        new ServiceClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))) {
      RestoredFixes fixes = new RestoredFixes(client, Set.of("batch"));
      fixes.to(new Arm("after", Set.of("batch", "menu-cache")));
      fixes.interrupt();
      assertThatThrownBy(() -> fixes.to(new Arm("before", Set.of())))
          .hasMessageContaining("as they were");
      fixes.close();
      assertThat(asked)
          .containsExactly("{\"on\":[\"batch\",\"menu-cache\"]}", "{\"on\":[\"batch\"]}");
    }
  }
}
