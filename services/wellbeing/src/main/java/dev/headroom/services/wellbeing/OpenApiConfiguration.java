package dev.headroom.services.wellbeing;

import dev.headroom.services.common.OpenApiDescription;
import dev.headroom.services.common.OpenApiOperation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The description at {@code /v3/api-docs} and its pages at {@code /swagger-ui.html}. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final Set<String> OPEN = Set.of("POST /api/v1/auth/sign-in", "GET /api/v1/health");

  private static final Map<String, Object> PARAMETERS =
      Map.ofEntries(
          Map.entry("date", "2017-03-31"),
          Map.entry("from", "2017-03-25"),
          Map.entry("to", "2017-03-31"),
          Map.entry("weeks", 8),
          Map.entry("limit", 10),
          Map.entry("pattern", "7/*"),
          Map.entry("goalId", 5),
          Map.entry("deviceId", 2),
          Map.entry("applicationId", 3));

  @Bean
  OpenAPI description() {
    return OpenApiDescription.of(
        "Headroom wellbeing",
        "What phones recorded, added up for its owner alone. Times are seconds.");
  }

  @Bean
  OpenApiCustomizer examples(JsonMapper json) throws IOException {
    Map<String, OpenApiOperation> operations = OpenApiDescription.operations(json);
    return api -> {
      // Headroom's control API has its own description; this one is the service's.
      api.getPaths().keySet().removeIf(path -> !path.startsWith("/api/v1/"));
      batch(Objects.requireNonNull(api.getPaths().get("/api/v1/events")));
      export(Objects.requireNonNull(api.getPaths().get("/api/v1/me/export")));
      new OpenApiDescription(OPEN, PARAMETERS).describe(api, operations);
    };
  }

  /** A batch is read as it comes in, by no class that could be looked at. */
  private static void batch(PathItem events) {
    events.getPost().setRequestBody(new RequestBody().required(true).content(object()));
  }

  /** Nor is what is written as it is read. */
  private static void export(PathItem all) {
    Objects.requireNonNull(all.getGet().getResponses().get("200")).setContent(object());
  }

  private static Content object() {
    return new Content()
        .addMediaType("application/json", new MediaType().schema(new ObjectSchema()));
  }
}
