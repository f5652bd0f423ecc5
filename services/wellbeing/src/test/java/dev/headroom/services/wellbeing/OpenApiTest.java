package dev.headroom.services.wellbeing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.DescribedRoutes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The description beside the routes that there are. */
class OpenApiTest extends WellbeingService {

  private static final Set<String> OPEN = Set.of("POST /api/v1/auth/sign-in", "GET /api/v1/health");

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mapping;

  @Test
  @DisplayName(
      "the description needs no token, lists every route with words, security, problems and"
          + " examples, and nothing else")
  void listsEveryRoute() throws Exception {
    Answer answer = get(null, "/v3/api-docs");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().at("/info/title").asString()).isEqualTo("Headroom wellbeing");
    new DescribedRoutes(mapping, json).areAllIn(answer.body(), OPEN, Set.of(), Set.of());
  }

  @Test
  @DisplayName("every example has exactly the shape that its handler takes and answers")
  void examplesAreTrue() throws Exception {
    new DescribedRoutes(mapping, json)
        .haveTrueExamples(Set.of("POST /api/v1/events", "GET /api/v1/me/export"));
  }

  @Test
  @DisplayName("the pages that show the description need no token")
  void pagesAreOpen() throws Exception {
    assertThat(status("/swagger-ui.html")).isEqualTo(302);
    assertThat(status("/swagger-ui/index.html")).isEqualTo(200);
    assertThat(status("/v3/api-docs/swagger-config")).isEqualTo(200);
  }

  private int status(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
