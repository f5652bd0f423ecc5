package dev.headroom.services.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.common.OpenApiDescription;
import dev.headroom.services.common.OpenApiOperation;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.MethodParameter;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service's description beside the routes that it has. */
public final class DescribedRoutes {

  private final Map<String, HandlerMethod> routes = new TreeMap<>();
  private final JsonMapper json;

  public DescribedRoutes(RequestMappingHandlerMapping mapping, JsonMapper json) {
    this.json = json;
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
  }

  /**
   * Asserts that every route is told with words, security, problems and examples, and nothing else.
   *
   * @param open routes that need no token
   * @param more routes that no handler has
   * @param bare parameters without an example
   */
  public void areAllIn(JsonNode api, Set<String> open, Set<String> more, Set<String> bare) {
    assertThat(api.at("/components/securitySchemes/token/scheme").asString()).isEqualTo("bearer");
    Set<String> told = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : api.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String route = operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        told.add(route);
        described(route, operation.getValue(), open.contains(route), bare);
      }
    }
    Set<String> all = new TreeSet<>(routes.keySet());
    all.addAll(more);
    assertThat(told).isEqualTo(all);
  }

  private static void described(String route, JsonNode operation, boolean open, Set<String> bare) {
    assertThat(operation.path("summary").asString("")).as(route).isNotBlank();
    assertThat(operation.path("description").asString("")).as(route).isNotBlank();
    assertThat(operation.path("tags")).as(route).hasSize(1);
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
      assertThat(parameter.has("example")).as("%s %s", route, name).isEqualTo(!bare.contains(name));
    }
  }

  /**
   * Asserts that every example has exactly the shape that its handler takes and answers.
   *
   * @param byHand routes whose body is read, or whose answer is written, as it comes: other tests
   *     look at these
   */
  public void haveTrueExamples(Set<String> byHand) throws IOException {
    Map<String, OpenApiOperation> operations = OpenApiDescription.operations(json);
    assertThat(routes.keySet()).containsAll(byHand);
    for (Map.Entry<String, HandlerMethod> route : routes.entrySet()) {
      OpenApiOperation told =
          Objects.requireNonNull(operations.get(route.getKey()), route.getKey());
      if (byHand.contains(route.getKey())) {
        continue;
      }
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
      Object request = told.request();
      assertThat(request != null).as(route.getKey()).isEqualTo(taken != null);
      if (request != null && taken != null) {
        sameShape(route.getKey(), request, taken, false);
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
}
