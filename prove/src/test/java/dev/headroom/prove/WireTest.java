package dev.headroom.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WireTest {

  private static final Wire TRUSTING = new Wire(false, true);
  private static final Wire HTTP2 = new Wire(true, true);

  private static final String ECHO =
      """
      scenario: t
      time-out: 2s
      groups:
        - name: g
          requests: 300
          concurrent: 150
          flow:
            - {name: get, path: /a, headers: {authorization: x}, check: {contains: "GET x"}}
            - {name: post, method: POST, path: /b, body: {n: 1}, check: {matches: "^POST .*n.:1.$"}}
      """;

  @TempDir static Path folder;
  private static KeyManagerFactory keys;

  @BeforeAll
  static void certificate() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=elsewhere",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-alias",
                "a",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "secret".toCharArray());
    }
    keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "secret".toCharArray());
  }

  private static GroupResult counted(Target target, String yaml, Wire wire)
      throws InterruptedException {
    PreparedScenario prepared = PreparedScenario.of(Scenario.read("t.yml", yaml));
    try (LoadEngine engine = new LoadEngine(target, prepared, wire)) {
      return engine.run(new Load.Counted(1)).groups().get("g");
    }
  }

  private static HttpsServer https() throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "[{\"id\":1}]".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  @DisplayName("WebSockets go over TLS too (wss), and need --insecure for a certificate of its own")
  void webSocketOverTls() throws Exception {
    String yaml =
        """
        scenario: t
        groups:
          - name: g
            requests: 5
            flow: [{websocket: /a, receive: any, within: 2s}]
        """;
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    try (TruthServer server =
        new TruthServer(
            exchange -> SocketSide.accept(exchange, "hello").read(),
            context
                .getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.getLoopbackAddress()))) {
      GroupResult trusted = counted(server.target(), yaml, TRUSTING);
      assertThat(trusted.errors()).isEmpty();
      assertThat(trusted.bytes()).isEqualTo(25);
      assertThat(counted(server.target(), yaml, Wire.PLAIN).errors()).containsOnlyKeys("tls");
      assertThatThrownBy(() -> counted(server.target(), yaml, HTTP2))
          .hasMessageContaining("upgraded from HTTP/1.1: leave --http2 out");
    }
  }

  private static final String ONE =
      """
      scenario: t
      time-out: 2s
      variables: {id: {read: /list, list: "[].id"}}
      groups: [{name: g, requests: 20, concurrent: 4, steps: [{path: "/${id}"}]}]
      """;

  @Test
  @DisplayName(
      "Over TLS a certificate that nobody vouches for is refused with its own category, or accepted where that was asked for")
  void tls() throws Exception {
    HttpsServer server = https();
    try {
      Target target = Target.of("https://localhost:" + server.getAddress().getPort(), Set.of());
      String plain = ONE.replaceFirst("variables:.*\n", "").replace("\"/${id}\"", "/1");
      GroupResult refused = counted(target, plain, Wire.PLAIN);
      assertThat(refused.errors()).containsOnlyKeys("tls");
      assertThat(refused.failures()).isEqualTo(20);
      assertThat(refused.examples().get("tls")).isNotEmpty();
      assertThat(counted(target, plain, TRUSTING).errors()).isEmpty();

      Scenario read = Scenario.read("t.yml", ONE);
      assertThatThrownBy(() -> Preparation.prepare(target, read)).isInstanceOf(IOException.class);
      PreparedScenario prepared = Preparation.prepare(target, read, TRUSTING);
      try (LoadEngine engine = new LoadEngine(target, prepared, TRUSTING)) {
        LoadResult result =
            engine.run(new Load.Open(100, Load.Spacing.CONSTANT, Duration.ofMillis(500), 1));
        assertThat(result.failures()).isZero();
        assertThat(result.ended()).isBetween(49L, 51L);
      }
      GroupResult old = counted(target, plain, HTTP2);
      assertThat(old.errors()).containsOnlyKeys("tls");
      assertThat(old.examples().get("tls")).contains("HTTP/2");
    } finally {
      server.stop(0);
    }
  }

  @Test
  @DisplayName(
      "HTTP/2 without TLS: 150 requests at once share two connections, bodies and headers arrive")
  void priorKnowledge() throws Exception {
    try (Http2Server server = new Http2Server(null)) {
      GroupResult seen = counted(server.target(), ECHO, HTTP2);
      assertThat(seen.errors()).isEmpty();
      assertThat(seen.ended()).isEqualTo(600);
      assertThat(server.opened.get()).isEqualTo(2);
      assertThat(seen.times).isNotNull();
    }
  }

  @Test
  @DisplayName("HTTP/2 over TLS is agreed upon by ALPN")
  void alpn() throws Exception {
    try (Http2Server server = new Http2Server(keys)) {
      assertThat(counted(server.target(), ECHO, HTTP2).errors()).isEmpty();
      assertThat(server.opened.get()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName(
      "HTTP/2: a connection that the server closes fails what was on it, and the load goes on")
  void closes() throws Exception {
    try (Http2Server server = new Http2Server(null)) {
      GroupResult seen =
          counted(
              server.target(),
              """
              scenario: t
              time-out: 2s
              groups:
                - name: g
                  requests: 200
                  concurrent: 4
                  steps: [{path: /a, weight: 19}, {path: /close}]
              """,
              HTTP2);
      assertThat(seen.ended()).isEqualTo(200);
      assertThat(seen.errors()).containsOnlyKeys("reset");
      assertThat(seen.response().getTotalCount()).isGreaterThan(100);
      assertThat(server.opened.get()).isGreaterThan(2);
    }
  }

  private static final String TAKEN_BACK =
      """
      scenario: t
      time-out: 2s
      groups: [{name: g, requests: 200, concurrent: 8, steps: [{path: /PATH}]}]
      """;

  @Test
  @DisplayName(
      "HTTP/2: what a server says with GOAWAY that it did not begin is sent on another connection and is no error")
  void goAway() throws Exception {
    try (Http2Server server = new Http2Server(null)) {
      GroupResult seen = counted(server.target(), TAKEN_BACK.replace("PATH", "goaway"), HTTP2);
      assertThat(seen.errors()).as(seen.examples().toString()).isEmpty();
      assertThat(seen.ended()).isEqualTo(200);
      assertThat(seen.response().getTotalCount()).isEqualTo(200);
      assertThat(seen.sentInTime).isLessThanOrEqualTo(seen.scheduled);
      // At least one in 20 was taken back, each time with its connection.
      assertThat(server.requests.get()).isGreaterThanOrEqualTo(210);
      assertThat(server.opened.get()).isGreaterThanOrEqualTo(11);
    }
  }

  @Test
  @DisplayName("HTTP/2: a stream refused with REFUSED_STREAM is sent once more and is no error")
  void refusedStream() throws Exception {
    try (Http2Server server = new Http2Server(null)) {
      GroupResult seen = counted(server.target(), TAKEN_BACK.replace("PATH", "refuse"), HTTP2);
      assertThat(seen.errors()).as(seen.examples().toString()).isEmpty();
      assertThat(seen.response().getTotalCount()).isEqualTo(200);
      assertThat(server.requests.get()).isEqualTo(210);
    }
  }
}
