package dev.headroom.services.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a service on a port of this machine. */
public record Caller(int port, JsonMapper json) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /**
   * Sends a request.
   *
   * @param token of whom, or null
   * @param body a text as it is, anything else as JSON, or null
   * @param more names of headers, each followed by its value
   */
  public Answer send(
      String method, @Nullable String token, String path, @Nullable Object body, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(
                        body instanceof String text ? text : json.writeValueAsString(body)));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < more.length; i += 2) {
      request.header(more[i], more[i + 1]);
    }
    try {
      HttpResponse<byte[]> raw =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      byte[] bytes = raw.body();
      if (raw.headers().firstValue("Content-Encoding").orElse("").equals("gzip")) {
        bytes = new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      boolean told = raw.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Answer(raw.statusCode(), json.readTree(told ? text : ""), text, raw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** An answer that has to be one. */
  public JsonNode ok(String method, @Nullable String token, String path, @Nullable Object body) {
    Answer answer = send(method, token, path, body);
    assertThat(answer.status()).as(path + " " + answer.text()).isBetween(200, 299);
    return answer.body();
  }

  /** Signs in, which has to go well. */
  public Answer signIn(String email, String password) {
    Answer answer =
        send("POST", null, "/api/v1/auth/sign-in", Map.of("email", email, "password", password));
    assertThat(answer.status()).as(email + " " + answer.text()).isEqualTo(200);
    return answer;
  }
}
