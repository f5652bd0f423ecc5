package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Fixes;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Clients that never read their answer or never end their request. Each test would have to wait for
 * one of them, for ever or for the ten seconds of a loader's deadline.
 */
class SlowClientsTest {

  private static final byte[] LARGE = new byte[8 << 20]; // more than the buffers of a connection
  private static final int SOON_SECONDS = 8;

  /** A client that sends this and then does nothing. */
  private static Socket sends(Server server, String text) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8_192);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  private static Socket asks(Server server, String path) throws IOException {
    return sends(server, "GET " + path + " HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  }

  private static List<Server.Answer> soon(Server server, int many, String path) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Server.Answer>> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        all.add(threads.submit(() -> server.get(path)));
      }
      List<Server.Answer> answers = new ArrayList<>();
      for (Future<Server.Answer> one : all) {
        answers.add(one.get(SOON_SECONDS, TimeUnit.SECONDS));
      }
      return answers;
    }
  }

  @Test
  @DisplayName("who reads an answer that is too large to keep slowly holds up nobody else")
  void tooLarge() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(4);
    AtomicInteger ended = new AtomicInteger();
    Filter counts =
        (request, response, chain) -> {
          others.countDown();
          chain.doFilter(request, response);
        };
    try (Kitchen kitchen =
        new Kitchen(
            null,
            (request, response) -> {
              response.getOutputStream().write(new byte[5_000]);
              half.countDown();
              await(others); // The leader has the others behind it before it becomes too large.
              response.getOutputStream().write(LARGE);
              ended.incrementAndGet();
            },
            List.of(counts),
            request -> null,
            Kitchen.route("/a", "public"))) {
      try (Socket slow = asks(kitchen.server, "/a")) {
        await(half);
        for (Server.Answer answer : soon(kitchen.server, 3, "/a")) {
          assertThat(answer.raw()).hasSize(5_000 + LARGE.length);
        }
        assertThat(soon(kitchen.server, 1, "/a").get(0).cache()).contains("fwd=bypass");
        assertThat(ended).as("the slow one's handler is still writing").hasValue(4);
        slow.setSoLinger(true, 0);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @DisplayName("who reads a kept answer slowly does not hold what others get")
  void kept() throws Exception {
    CacheRoute base = CacheRoute.of("test", "/a", Duration.ofMinutes(5));
    CacheRoute route =
        new CacheRoute(
            base.name(),
            base.path(),
            base.ttl(),
            true,
            List.of(),
            false,
            List.of(),
            Set.of(),
            Set.of(),
            List.of(),
            List.of(),
            List.of(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            LARGE.length,
            100_000_000);
    try (Kitchen kitchen =
        new Kitchen((request, response) -> response.getOutputStream().write(LARGE), route)) {
      try (Socket slow = asks(kitchen.server, "/a")) {
        InputStream in = slow.getInputStream();
        assertThat(in.read()).as("its answer has begun").isEqualTo('H');
        for (Server.Answer answer : soon(kitchen.server, 5, "/a")) {
          assertThat(answer.isHit()).isTrue();
          assertThat(answer.raw()).hasSize(LARGE.length);
        }
        assertThat(kitchen.renderings).hasValue(1);
        slow.setSoLinger(true, 0);
      }
    }
  }

  @Test
  @DisplayName("who sends a request slowly, its head or its body, holds nothing")
  void slowSender() throws Exception {
    try (Kitchen kitchen =
        new Kitchen(
            (request, response) -> {
              byte[] body = request.getInputStream().readAllBytes();
              response.getOutputStream().print("read " + body.length);
            },
            Kitchen.route("/a", "public"))) {
      try (Socket head = sends(kitchen.server, "GET /a HTTP/1.1\r\nHost: shop.exa");
          Socket body =
              sends(
                  kitchen.server,
                  "GET /a HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 9\r\n\r\nx");
          Socket chunked =
              sends(
                  kitchen.server,
                  "GET /a HTTP/1.1\r\nHost: shop.example\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")) {
        for (Server.Answer answer : soon(kitchen.server, 5, "/a")) {
          assertThat(answer.body()).isEqualTo("read 0");
        }
        assertThat(List.of(head, body, chunked)).allMatch(Socket::isConnected);
      }
    }
  }

  private static String batch(int length) {
    return "POST /batch HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  @Test
  @DisplayName("the one batch allowed at a time is not held by who sends or reads theirs slowly")
  void batches() throws Exception {
    Fixes fixes = new Fixes(List.of(WebFixes.BATCH));
    var unused = fixes.switchTo(Set.of(WebFixes.BATCH.id()));
    BatchOptions options =
        new BatchOptions("/batch", List.of("/**"), 20, 4, Duration.ofSeconds(5), 16 << 20, 1, null);
    byte[] letters = new byte[4 << 20];
    java.util.Arrays.fill(letters, (byte) 'x');
    String ask = "{\"get\": [\"/large\"]}";
    try (Batches batches = new Batches(options);
        Server server =
            new Server(
                List.of(new BatchEntrance(batches)),
                (request, response) -> {
                  response.setContentType("text/plain");
                  response
                      .getOutputStream()
                      .write(request.getRequestURI().equals("/large") ? letters : new byte[] {'x'});
                },
                new BatchFilter(batches, fixes))) {
      try (Socket sending = sends(server, batch(500) + "{\"get\": [");
          Socket reading = sends(server, batch(ask.length()) + ask)) {
        assertThat(reading.getInputStream().read()).as("its answer has begun").isEqualTo('H');
        Server.Answer answer = server.post("/batch", "{\"get\": [\"/small\"]}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(sending.isConnected()).isTrue();
        reading.setSoLinger(true, 0);
      }
    }
  }

  @Test
  @DisplayName("huge and compressed bodies of requests are neither read whole nor unpacked")
  void hugeBodies() throws Exception {
    Fixes fixes = new Fixes(List.of(WebFixes.BATCH));
    var unused = fixes.switchTo(Set.of(WebFixes.BATCH.id()));
    java.io.ByteArrayOutputStream bomb = new java.io.ByteArrayOutputStream();
    try (var gzip = new java.util.zip.GZIPOutputStream(bomb)) {
      gzip.write("{\"get\": [\"/small\"], \"pad\": \"".getBytes(StandardCharsets.US_ASCII));
      gzip.write(LARGE);
    }
    try (Batches batches =
            new Batches(
                new BatchOptions(
                    "/batch", List.of("/**"), 20, 4, Duration.ofSeconds(5), 1_024, 1, null));
        Server server =
            new Server(
                List.of(new BatchEntrance(batches)),
                (request, response) -> response.getOutputStream().print("x"),
                new BatchFilter(batches, fixes))) {
      String packed = bomb.toString(StandardCharsets.ISO_8859_1);
      assertThat(server.post("/batch", packed, "Content-Encoding: gzip").status()).isEqualTo(415);
      Server.Answer huge = server.post("/batch", "x".repeat(1 << 20));
      assertThat(huge.status()).isEqualTo(400);
      assertThat(huge.body()).contains("at most 64 KB");
      assertThat(server.post("/batch", "[".repeat(60_000)).status()).isEqualTo(400);
      assertThat(batches.batches()).isZero();
    }
  }
}
