package dev.headroom.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a service that runs; what it refuses is told as it says it. */
final class ControlClient implements AutoCloseable {

  private static final Duration CONNECTING = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECTING).build();
  private final String base;
  private final @Nullable String bearer;
  private final Duration patience;

  /**
   * For a service.
   *
   * @param url its address; without a scheme http is meant
   * @param token a bearer token; null for that of the environment's HEADROOM_TOKEN, if any
   * @throws IllegalArgumentException if the address is none
   */
  ControlClient(String url, @Nullable String token, Duration patience) {
    this.base = base(url);
    this.bearer = bearer(token);
    this.patience = patience;
  }

  boolean hasToken() {
    return bearer != null;
  }

  String base() {
    return base;
  }

  /** The address without a slash at its end. */
  private static String base(String url) {
    try {
      String whole = url.contains("://") ? url : "http://" + url;
      return URI.create(whole).toString().replaceAll("/+$", "");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + url + "' is no address; write one such as http://127.0.0.1:40123", e);
    }
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  String get(String path) throws IOException, InterruptedException {
    return send("GET", path);
  }

  /**
   * The body of an answer of status 200.
   *
   * @throws IOException for every other
   */
  String send(String method, String path) throws IOException, InterruptedException {
    URI uri = URI.create(base + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    HttpResponse<String> answer;
    try {
      answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (java.net.ConnectException e) {
      throw new IOException("nothing listens at " + uri + "; is the service running?", e);
    }
    if (answer.statusCode() == 200) {
      return answer.body();
    }
    String detail = Json.detail(answer.body());
    throw new IOException(
        uri
            + " answers with status "
            + answer.statusCode()
            + (answer.statusCode() == 401 || answer.statusCode() == 403
                ? ": the control API wants --token TOKEN of a user with the admin role"
                : detail != null
                    ? ": " + detail
                    : answer.statusCode() == 404 && bearer == null
                        ? ": no agent's page; a service with the starter wants --token TOKEN"
                        : ""));
  }

  @Override
  public void close() {
    http.close();
  }

  /** The token that was typed, else that of the environment, if any. */
  static @Nullable String bearer(@Nullable String typed) {
    return typed == null ? System.getenv("HEADROOM_TOKEN") : typed;
  }
}
