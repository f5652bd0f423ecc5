package dev.headroom.services.pos;

import dev.headroom.services.common.OpenApiDescription;
import dev.headroom.services.common.OpenApiOperation;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description at {@code /v3/api-docs} and its pages at {@code /swagger-ui.html}. Shapes come
 * from the code, words and examples from {@code openapi/operations.json}; a test holds the two
 * together.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final Set<String> PUBLIC =
      Set.of(
          "POST /api/v1/auth/sign-in",
          "POST /api/v1/auth/refresh",
          "POST /api/v1/auth/sign-out",
          "GET /api/v1/health");

  private static final Map<String, Object> PARAMETERS =
      Map.ofEntries(
          Map.entry("restaurantId", 1),
          Map.entry("userId", 3),
          Map.entry("categoryId", 2),
          Map.entry("itemId", 7),
          Map.entry("orderId", 21350),
          Map.entry("lineNo", 1),
          Map.entry("by", "day"),
          Map.entry("from", "2015-05-11"),
          Map.entry("to", "2015-05-17"),
          Map.entry("limit", 20),
          Map.entry("week", "2015-W20"),
          Map.entry("state", "COMPLETED"),
          Map.entry("page", 0),
          Map.entry("size", 20),
          Map.entry("restaurant", 1),
          Map.entry("after", 17));

  @Bean
  OpenAPI description() {
    return OpenApiDescription.of(
        "Headroom point of sale",
        "Restaurants with menus, orders, payments and analytics. Money is in minor units of the"
            + " currency that stands beside it.");
  }

  @Bean
  OpenApiCustomizer examples(JsonMapper json) throws IOException {
    Map<String, OpenApiOperation> operations = OpenApiDescription.operations(json);
    return api -> {
      // Headroom's control API has its own description; this one is the service's.
      api.getPaths().keySet().removeIf(path -> !path.startsWith("/api/v1/"));
      api.getPaths().addPathItem(SecurityConfiguration.UPDATES, updates());
      new OpenApiDescription(PUBLIC, PARAMETERS).describe(api, operations);
    };
  }

  /** A WebSocket has no controller that could be read. */
  private static PathItem updates() {
    return new PathItem()
        .get(
            new Operation()
                .operationId("updates")
                .addParametersItem(
                    query("after", "last sequence heard: what came later is replayed", "integer"))
                .addParametersItem(
                    query("restaurant", "whose updates; a platform owner must say", "integer"))
                .addParametersItem(
                    query("access_token", "the token, where no header can be sent", "string"))
                .responses(new ApiResponses().addApiResponse("101", upgrade())));
  }

  private static ApiResponse upgrade() {
    return new ApiResponse()
        .content(new Content().addMediaType("application/json", new MediaType()));
  }

  private static Parameter query(String name, String description, String type) {
    return new Parameter()
        .in("query")
        .name(name)
        .description(description)
        .schema(new Schema<>().type(type));
  }
}
