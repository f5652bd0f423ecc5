package dev.headroom.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TraceReceiverTest {

  private final Traces traces = new Traces(TraceOptions.DEFAULTS);
  private final HttpClient http = HttpClient.newHttpClient();
  private TraceReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = TraceReceiver.start(InetAddress.getLoopbackAddress(), 0, traces);
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  @DisplayName("OTLP JSON is taken at /v1/traces, plain and packed")
  void taken() throws Exception {
    byte[] body = Files.readAllBytes(CorpusTest.FOLDER.resolve("slow.json"));
    HttpResponse<String> answer = send("/v1/traces", "application/json; charset=utf-8", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(Files.readAllBytes(CorpusTest.FOLDER.resolve("batches.json")));
    }
    assertThat(send("/v1/traces", "application/json", packed.toByteArray()).statusCode())
        .isEqualTo(200);
    assertThat(traces.window().observations().endpoints()).hasSize(4);
    assertThat(receiver.refused()).isZero();
  }

  @Test
  @DisplayName("protobuf is refused with what to set, and so is all else that is no OTLP JSON")
  void refused() throws Exception {
    HttpResponse<String> protobuf = send("/v1/traces", "application/x-protobuf", new byte[] {1});
    assertThat(protobuf.statusCode()).isEqualTo(415);
    assertThat(protobuf.body()).contains("OTEL_EXPORTER_OTLP_PROTOCOL=http/json");
    assertThat(
            send("/v1/traces", "text/plain", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .statusCode())
        .isEqualTo(415);
    assertThat(send("/v1/traces", "application/json", new byte[] {'{'}).statusCode())
        .isEqualTo(400);
    assertThat(send("/v1/metrics", "application/json", new byte[0]).statusCode()).isEqualTo(404);
    HttpResponse<String> get =
        http.send(
            HttpRequest.newBuilder(uri("/v1/traces")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(receiver.refused()).isEqualTo(5);
  }

  @Test
  @DisplayName("a port that is taken is refused, not shared")
  void taker() {
    assertThatThrownBy(
            () -> TraceReceiver.start(InetAddress.getLoopbackAddress(), receiver.port(), traces))
        .isInstanceOf(BindException.class);
  }

  private HttpResponse<String> send(String path, String type, byte[] body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + receiver.port() + path);
  }
}
