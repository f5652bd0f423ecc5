package dev.headroom.services.wellbeing;

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
  void pagesAreOpen() {
    assertThat(get(null, "/swagger-ui.html").status()).isEqualTo(302);
    assertThat(get(null, "/swagger-ui/index.html").status()).isEqualTo(200);
    assertThat(get(null, "/v3/api-docs/swagger-config").status()).isEqualTo(200);
  }
}
