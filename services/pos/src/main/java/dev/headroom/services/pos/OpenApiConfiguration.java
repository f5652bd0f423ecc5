package dev.headroom.services.pos;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The description at {@code /v3/api-docs} and its pages at {@code /swagger-ui.html}. Shapes come
 * from the code, words and examples from {@code openapi/operations.json}; a test holds the two
 * together.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  private static final String TOKEN = "token";
  private static final String PROBLEM = "application/problem+json";
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

  /** By method and route, for example {@code GET /api/v1/health}. */
  static Map<String, OpenApiOperation> operations(JsonMapper json) throws IOException {
    try (InputStream in = new ClassPathResource("openapi/operations.json").getInputStream()) {
      return json.readValue(in, new TypeReference<>() {});
    }
  }

  @Bean
  OpenAPI description() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Headroom point of sale")
                .version("1")
                .description(
                    "Restaurants with menus, orders, payments and analytics. Money is in minor units"
                        + " of the currency that stands beside it. Refusals are problem documents"
                        + " (RFC 9457). Sign in, then send the token as 'Authorization: Bearer ...'.")
                .license(
                    new License()
                        .name("Apache-2.0")
                        .url("https://www.apache.org/licenses/LICENSE-2.0")))
        .components(
            new Components()
                .addSecuritySchemes(
                    TOKEN,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")
                        .description("accessToken of POST /api/v1/auth/sign-in")));
  }

  @Bean
  OpenApiCustomizer examples(JsonMapper json) throws IOException {
    Map<String, OpenApiOperation> operations = operations(json);
    return api -> {
      // Headroom's control API has its own description; this one is the service's.
      api.getPaths().keySet().removeIf(path -> !path.startsWith("/api/v1/"));
      api.getPaths().addPathItem(SecurityConfiguration.UPDATES, updates());
      api.getPaths()
          .forEach(
              (path, item) ->
                  item.readOperationsMap()
                      .forEach(
                          (method, operation) -> {
                            String route = method + " " + path;
                            OpenApiOperation told = operations.get(route);
                            if (told != null) {
                              describe(route, operation, told);
                            }
                          }));
    };
  }

  private static void describe(String route, Operation operation, OpenApiOperation told) {
    operation.setSummary(told.summary());
    operation.setDescription(told.description());
    operation.setTags(List.of(told.tag()));
    if (!PUBLIC.contains(route)) {
      operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }
    if (operation.getParameters() != null) {
      operation.getParameters().forEach(p -> p.setExample(PARAMETERS.get(p.getName())));
    }
    if (told.request() != null && operation.getRequestBody() != null) {
      operation
          .getRequestBody()
          .getContent()
          .values()
          .forEach(content -> example(content, told.request()));
    }
    responses(operation, told);
  }

  private static void responses(Operation operation, OpenApiOperation told) {
    ApiResponses responses = operation.getResponses();
    ApiResponse found = responses.remove("200");
    ApiResponse success =
        responses.getOrDefault(told.status(), found == null ? new ApiResponse() : found);
    // Only what this operation answers: the handler of problems adds its own to all of them.
    responses.clear();
    success.setDescription(told.summary());
    Object example = told.response();
    Content content = success.getContent();
    if (example != null && content != null) {
      MediaType type = content.values().iterator().next();
      example(type, example);
      String as = content.keySet().iterator().next();
      success.setContent(
          new Content().addMediaType(as.startsWith("image/") ? as : "application/json", type));
    }
    responses.addApiResponse(told.status(), success);
    for (String status : told.problems()) {
      responses.addApiResponse(status, problem(status));
    }
  }

  private static void example(MediaType type, Object value) {
    type.addExamples("example", new Example().value(value));
  }

  private static ApiResponse problem(String status) {
    HttpStatus named = HttpStatus.valueOf(Integer.parseInt(status));
    Map<String, Object> example =
        Map.of(
            "title", named.getReasonPhrase(),
            "status", named.value(),
            "detail", "what is wrong, where, and what to write instead");
    Schema<?> schema =
        new Schema<>()
            .type("object")
            .addProperty("title", new StringSchema())
            .addProperty("status", new Schema<>().type("integer"))
            .addProperty("detail", new StringSchema());
    return new ApiResponse()
        .description(named.getReasonPhrase())
        .content(
            new Content()
                .addMediaType(
                    PROBLEM,
                    new MediaType()
                        .schema(schema)
                        .addExamples("example", new Example().value(example))));
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
