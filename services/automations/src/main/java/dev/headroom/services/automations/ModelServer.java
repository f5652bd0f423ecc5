package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import dev.headroom.web.Outgoing;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of language models that speaks chat completions as most do. */
@Component
class ModelServer {

  /** What it said, and what that used by its own count. */
  record Reply(String text, int promptTokens, int completionTokens) {}

  static final String DEPENDENCY = "model";

  private final String url;
  private final Outgoing outgoing;
  private final JsonMapper json;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  ModelServer(AutomationsProperties properties, Outgoing outgoing, JsonMapper json) {
    this.url = properties.modelUrl();
    this.outgoing = outgoing;
    this.json = json;
  }

  Reply ask(Configured configured, String prompt) throws IOException {
    if (url.isEmpty()) {
      throw Problem.unavailable("there is no model server: start the service with MODEL_URL");
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    json.writeValueAsString(
                        Map.of(
                            "model",
                            configured.model().id,
                            "max_tokens",
                            configured.maxTokens(),
                            "messages",
                            List.of(Map.of("role", "user", "content", prompt))))))
            .build();
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    return read(answer.body());
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return outgoing.call(
          DEPENDENCY,
          false,
          () -> http.send(request, HttpResponse.BodyHandlers.ofString()),
          answer -> Outgoing.isFailure(answer.statusCode()));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private Reply read(String body) throws IOException {
    try {
      JsonNode reply = json.readTree(body);
      int prompt = reply.at("/usage/prompt_tokens").asInt(-1);
      int completion = reply.at("/usage/completion_tokens").asInt(-1);
      if (prompt < 0 || completion < 0) {
        throw new IOException("an answer without usage.prompt_tokens and usage.completion_tokens");
      }
      return new Reply(reply.at("/choices/0/message/content").asString(""), prompt, completion);
    } catch (JacksonException e) {
      throw new IOException("an answer that is not JSON", e);
    }
  }
}
