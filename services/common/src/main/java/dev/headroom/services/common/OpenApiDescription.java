package dev.headroom.services.common;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service's description: shapes come from its code, words and examples from its {@code
 * openapi/operations.json}; a test of the service holds the two together.
 *
 * @param open operations that need no token, by method and route
 * @param parameters an example of each parameter, by name
 */
public record OpenApiDescription(Set<String> open, Map<String, Object> parameters) {

  private static final String TOKEN = "token";
  private static final String PROBLEM = "application/problem+json";

  /** By method and route, for example {@code GET /api/v1/health}. */
  public static Map<String, OpenApiOperation> operations(JsonMapper json) throws IOException {
    try (InputStream in = new ClassPathResource("openapi/operations.json").getInputStream()) {
      return json.readValue(in, new TypeReference<>() {});
    }
  }

  /** What stands above all operations. */
  public static OpenAPI of(String title, String description) {
    return new OpenAPI()
        .info(
            new Info()
                .title(title)
                .version("1")
                .description(
                    description
                        + " Refusals are problem documents (RFC 9457). Sign in, then send the token"
                        + " as 'Authorization: Bearer ...'.")
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

  /** Adds words and examples to all operations that there are. */
  public void describe(OpenAPI api, Map<String, OpenApiOperation> operations) {
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
  }

  private void describe(String route, Operation operation, OpenApiOperation told) {
    operation.setSummary(told.summary());
    operation.setDescription(told.description());
    operation.setTags(List.of(told.tag()));
    if (!open.contains(route)) {
      operation.addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }
    if (operation.getParameters() != null) {
      operation.getParameters().forEach(p -> p.setExample(parameters.get(p.getName())));
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
}
