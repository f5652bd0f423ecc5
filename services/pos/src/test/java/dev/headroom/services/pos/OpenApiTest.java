package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import dev.headroom.services.testing.DescribedRoutes;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** The description beside the routes that there are. */
class OpenApiTest extends UpdatesService {

  private static final Set<String> OPEN =
      Set.of(
          "GET /api/v1/health",
          "POST /api/v1/auth/sign-in",
          "POST /api/v1/auth/refresh",
          "POST /api/v1/auth/sign-out");

  @Autowired
  @Qualifier("requestMappingHandlerMapping")
  RequestMappingHandlerMapping mapping;

  @Test
  @DisplayName(
      "the description needs no token, lists every route with words, security, problems and"
          + " examples, and nothing else")
  void listsEveryRoute() throws Exception {
    Answer answer = get("/v3/api-docs", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().at("/info/title").asString()).isEqualTo("Headroom point of sale");
    new DescribedRoutes(mapping, json)
        .areAllIn(answer.body(), OPEN, Set.of("GET /api/v1/updates"), Set.of("access_token"));
  }

  @Test
  @DisplayName("every example has exactly the shape that its handler takes and answers")
  void examplesAreTrue() throws Exception {
    new DescribedRoutes(mapping, json).haveTrueExamples(Set.of());
  }

  @Test
  @DisplayName("the pages that show the description need no token")
  void pagesAreOpen() throws Exception {
    assertThat(get("/swagger-ui.html", null).status()).isEqualTo(302);
    assertThat(get("/swagger-ui/index.html", null).status()).isEqualTo(200);
    assertThat(get("/v3/api-docs/swagger-config", null).status()).isEqualTo(200);
  }
}
