package dev.headroom.prove;

import dev.headroom.settings.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** An OpenAPI description, 3.0 or 3.1, JSON or YAML, as far as a first scenario needs it. */
final class OpenApi {

  private static final List<String> METHODS =
      List.of("get", "post", "put", "patch", "delete", "head", "options");
  private static final int MOST_REFERENCES = 20;

  private final JsonNode root;

  private OpenApi(JsonNode root) {
    this.root = root;
  }

  /**
   * One method of one path.
   *
   * @param method in capitals
   * @param path as described, with {@code {name}}
   * @param node what is said of it
   * @param parameters its own and its path's, resolved, by place and name
   */
  record Operation(String method, String path, JsonNode node, List<JsonNode> parameters) {

    boolean reads() {
      return method.equals("GET");
    }

    String name() {
      String id = node.path("operationId").asString("");
      return id.isEmpty() ? method + " " + path : id;
    }
  }

  static OpenApi read(String name, String text) {
    JsonNode root;
    String start = text.startsWith("\ufeff") ? text.substring(1) : text;
    if (start.stripLeading().startsWith("<")) {
      throw new IllegalArgumentException(
          name + ": is a web page, not an OpenAPI description in JSON or YAML");
    }
    if (start.stripLeading().startsWith("{")) {
      try {
        root = JsonMapper.builder().build().readTree(start);
      } catch (JacksonException e) {
        throw new IllegalArgumentException(
            name
                + ":"
                + e.getLocation().getLineNr()
                + ":"
                + e.getLocation().getColumnNr()
                + ": is not JSON: "
                + e.getOriginalMessage(),
            e);
      }
    } else {
      root = json(Yaml.read(name, start));
    }
    String version = root.path("openapi").asString("");
    if (!version.matches("3\\.[01](\\..*)?")) {
      String said =
          root.has("swagger")
              ? "is Swagger " + root.path("swagger").asString("")
              : version.isEmpty() ? "has no 'openapi: 3...' at its top" : "is OpenAPI " + version;
      throw new IllegalArgumentException(
          name + ": " + said + "; OpenAPI 3.0 and 3.1 are read, JSON or YAML");
    }
    return new OpenApi(root);
  }

  private static JsonNode json(Yaml value) {
    JsonNodeFactory make = JsonNodeFactory.instance;
    return switch (value) {
      case Yaml.Fields fields -> {
        ObjectNode node = make.objectNode();
        fields.fields().forEach((name, each) -> node.set(name, json(each)));
        yield node;
      }
      case Yaml.Items items -> {
        ArrayNode node = make.arrayNode();
        items.items().forEach(each -> node.add(json(each)));
        yield node;
      }
      case Yaml.Scalar scalar ->
          switch (scalar.kind()) {
            case NULL -> make.nullNode();
            case BOOLEAN -> make.booleanNode(Boolean.parseBoolean(scalar.text()));
            case NUMBER -> number(scalar.text());
            case TEXT -> make.stringNode(scalar.text());
          };
    };
  }

  private static JsonNode number(String text) {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (JacksonException e) {
      return JsonNodeFactory.instance.stringNode(text); // .inf, 0x1f: no number of JSON
    }
  }

  String title() {
    return root.path("info").path("title").asString("");
  }

  /** The first server's address with its variables' defaults; empty if none is named. */
  String server() {
    JsonNode server = root.path("servers").path(0);
    String url = server.path("url").asString("");
    Matcher variable = Pattern.compile("\\{([^}]+)}").matcher(url);
    return variable.replaceAll(
        found ->
            Matcher.quoteReplacement(
                server.path("variables").path(found.group(1)).path("default").asString("")));
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      JsonNode item = resolve(path.getValue());
      for (String method : METHODS) {
        if (item.path(method).isObject()) {
          Map<String, JsonNode> parameters = new LinkedHashMap<>();
          for (JsonNode owner : List.of(item, item.path(method))) {
            for (JsonNode each : owner.path("parameters")) {
              JsonNode parameter = resolve(each);
              parameters.put(
                  parameter.path("in").asString("") + " " + parameter.path("name").asString(""),
                  parameter);
            }
          }
          operations.add(
              new Operation(
                  method.toUpperCase(Locale.ROOT),
                  path.getKey(),
                  item.path(method),
                  List.copyOf(parameters.values())));
        }
      }
    }
    return operations;
  }

  /** The scheme that an operation must satisfy; missing if it needs none. */
  JsonNode scheme(Operation operation) {
    JsonNode needed =
        operation.node().has("security")
            ? operation.node().path("security")
            : root.path("security");
    for (JsonNode one : needed) {
      if (one.isEmpty()) {
        return MissingNode.getInstance();
      }
    }
    for (JsonNode one : needed) {
      String name = one.propertyNames().iterator().next();
      return resolve(root.path("components").path("securitySchemes").path(name));
    }
    return MissingNode.getInstance();
  }

  /** The schema of the JSON body that an operation takes; missing if it takes none. */
  JsonNode body(Operation operation) {
    return media(resolve(operation.node().path("requestBody")));
  }

  /** The schema of the JSON that it answers with when all is well. */
  JsonNode answer(Operation operation) {
    return resolve(
        media(
                resolve(
                    operation.node().path("responses").path(Integer.toString(expected(operation)))))
            .path("schema"));
  }

  /** The status when all is well. */
  int expected(Operation operation) {
    return operation.node().path("responses").propertyNames().stream()
        .filter(status -> status.matches("2\\d\\d"))
        .mapToInt(Integer::parseInt)
        .min()
        .orElse(200);
  }

  /** Whether it becomes a WebSocket. */
  boolean upgrades(Operation operation) {
    JsonNode responses = operation.node().path("responses");
    return operation.method().equals("GET")
        && responses.has("101")
        && responses.propertyNames().stream().noneMatch(status -> status.matches("2..|default"));
  }

  /** Whether its answer has no end. */
  boolean streams(Operation operation) {
    JsonNode answer =
        resolve(operation.node().path("responses").path(Integer.toString(expected(operation))));
    return answer.path("content").has("text/event-stream");
  }

  private static JsonNode media(JsonNode from) {
    for (Map.Entry<String, JsonNode> type : from.path("content").properties()) {
      if (type.getKey().matches("(?i)application/(.*\\+)?json.*|\\*/\\*")) {
        return type.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  /** What a reference inside the description leads to; missing if it leads nowhere. */
  JsonNode resolve(JsonNode node) {
    JsonNode at = node;
    for (int i = 0; i < MOST_REFERENCES && at.path("$ref").isString(); i++) {
      String reference = at.path("$ref").asString("");
      at = reference.startsWith("#/") ? root.at(reference.substring(1)) : MissingNode.getInstance();
    }
    return at.has("$ref") ? MissingNode.getInstance() : at;
  }
}
