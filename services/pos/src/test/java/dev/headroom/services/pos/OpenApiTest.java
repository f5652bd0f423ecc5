package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.common.OpenApiDescription;
import dev.headroom.services.common.OpenApiOperation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

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

  private Map<String, HandlerMethod> routes() {
    Map<String, HandlerMethod> routes = new TreeMap<>();
    mapping
        .getHandlerMethods()
        .forEach(
            (info, handler) ->
                info.getPatternValues().stream()
                    .filter(path -> path.startsWith("/api/v1/"))
                    .forEach(
                        path ->
                            info.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> routes.put(method + " " + path, handler))));
    return routes;
  }

  @Test
  @DisplayName(
      "the description needs no token, lists every route with words, security, problems and"
          + " examples, and nothing else")
  void listsEveryRoute() throws Exception {
    Answer answer = get("/v3/api-docs", null);
    assertThat(answer.status()).isEqualTo(200);
    JsonNode api = answer.body();
    assertThat(api.at("/info/title").asString()).isEqualTo("Headroom point of sale");
    assertThat(api.at("/components/securitySchemes/token/scheme").asString()).isEqualTo("bearer");

    TreeSet<String> told = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String route = operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
        told.add(route);
        described(route, operation.getValue());
      }
    }
    TreeSet<String> routes = new TreeSet<>(routes().keySet());
    routes.add("GET /api/v1/updates");
    assertThat(told).isEqualTo(routes);
  }

  private static void described(String route, JsonNode operation) {
    assertThat(operation.path("summary").asString("")).as(route).isNotBlank();
    assertThat(operation.path("description").asString("")).as(route).isNotBlank();
    assertThat(operation.path("tags")).as(route).hasSize(1);
    boolean open = OPEN.contains(route);
    assertThat(operation.has("security")).as(route).isEqualTo(!open);
    boolean success = false;
    for (Map.Entry<String, JsonNode> response : operation.get("responses").properties()) {
      String where = route + " " + response.getKey();
      assertThat(response.getValue().path("description").asString("")).as(where).isNotBlank();
      JsonNode content = response.getValue().path("content");
      if (response.getKey().equals("204")) {
        success = true;
        continue; // answers nothing
      }
      assertThat(content).as(where).isNotEmpty();
      content.forEach(
          c -> assertThat(c.at("/examples/example/value").isMissingNode()).as(where).isFalse());
      success |= Integer.parseInt(response.getKey()) < 300;
    }
    assertThat(success).as(route).isTrue();
    if (operation.has("requestBody")) {
      operation
          .at("/requestBody/content")
          .forEach(c -> assertThat(c.at("/examples/example/value")).as(route).isNotEmpty());
    }
    for (JsonNode parameter : operation.path("parameters")) {
      String name = parameter.get("name").asString();
      assertThat(name).as(route).isNotEqualTo("user");
      if (!name.equals("access_token")) {
        assertThat(parameter.has("example")).as("%s %s", route, name).isTrue();
      }
    }
  }

  @Test
  @DisplayName("every example has exactly the shape that its handler takes and answers")
  void examplesAreTrue() throws Exception {
    Map<String, OpenApiOperation> operations = OpenApiDescription.operations(json);
    for (Map.Entry<String, HandlerMethod> route : routes().entrySet()) {
      OpenApiOperation told = operations.get(route.getKey());
      assertThat(told).as(route.getKey()).isNotNull();
      HandlerMethod handler = route.getValue();
      if (told.response() != null) {
        sameShape(route.getKey(), told.response(), answered(handler), true);
      }
      Type taken = null;
      for (MethodParameter parameter : handler.getMethodParameters()) {
        if (parameter.hasParameterAnnotation(RequestBody.class)) {
          taken = parameter.getGenericParameterType();
        }
      }
      assertThat(told.request() != null).as(route.getKey()).isEqualTo(taken != null);
      if (taken != null) {
        sameShape(route.getKey(), told.request(), taken, false);
      }
    }
  }

  private static Type answered(HandlerMethod handler) {
    Type type = handler.getReturnType().getGenericParameterType();
    return type instanceof ParameterizedType generic
            && generic.getRawType().equals(ResponseEntity.class)
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  /** Read as the type (unknown keys fail) and written again (missing ones appear). */
  private void sameShape(String route, Object example, Type type, boolean whole) {
    String text = json.writeValueAsString(example);
    Object read = json.readValue(text, json.getTypeFactory().constructType(type));
    if (whole) {
      assertThat(json.readValue(json.writeValueAsString(read), Object.class))
          .as(route)
          .isEqualTo(json.readValue(text, Object.class));
    }
  }

  @Test
  @DisplayName("the pages that show the description need no token")
  void pagesAreOpen() throws Exception {
    assertThat(get("/swagger-ui.html", null).status()).isEqualTo(302);
    assertThat(get("/swagger-ui/index.html", null).status()).isEqualTo(200);
    assertThat(get("/v3/api-docs/swagger-config", null).status()).isEqualTo(200);
  }
}
