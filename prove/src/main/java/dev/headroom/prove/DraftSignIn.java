package dev.headroom.prove;

import dev.headroom.prove.OpenApi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The operation of a description that gives a token for a password, if one looks like it. */
final class DraftSignIn {

  private static final String PATH = "(?i).*(sign-?in|log-?in|auth|token|session).*";
  private static final String PASSWORD = "(?i).*(password|passwd|pwd|secret).*";

  private final @Nullable Operation operation;
  private final JsonNode body;
  private final String token;

  private DraftSignIn(@Nullable Operation operation, JsonNode body, String token) {
    this.operation = operation;
    this.body = body;
    this.token = token;
  }

  static DraftSignIn of(OpenApi api, OpenApiSample sample) {
    for (Operation each : api.operations()) {
      if (each.method().equals("POST") && each.path().matches(PATH) && !each.path().contains("{")) {
        JsonNode body = sample.body(api.body(each));
        boolean password = body.propertyNames().stream().anyMatch(name -> name.matches(PASSWORD));
        if (password && body.properties().stream().allMatch(f -> f.getValue().isValueNode())) {
          return new DraftSignIn(each, body, token(api, api.answer(each), "", 0));
        }
      }
    }
    return new DraftSignIn(null, MissingNode.getInstance(), "");
  }

  /** Where the answer has the token; empty if nothing looks like it. */
  private static String token(OpenApi api, JsonNode schema, String before, int depth) {
    for (String like : List.of("(?i)access_?token", "(?i)token|jwt", "(?i).*token")) {
      for (String name : schema.path("properties").propertyNames()) {
        if (name.matches(like) && !name.matches("(?i).*refresh.*")) {
          return before + name;
        }
      }
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String found =
          depth > 1
              ? ""
              : token(
                  api,
                  api.resolve(property.getValue()),
                  before + property.getKey() + ".",
                  depth + 1);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  boolean found() {
    return operation != null;
  }

  boolean is(Operation other) {
    return operation != null
        && operation.method().equals(other.method())
        && operation.path().equals(other.path());
  }

  /** Accounts and sign-in of a scenario. */
  List<String> lines(String prefix) {
    List<String> fields = new ArrayList<>();
    List<String> used = new ArrayList<>();
    body.properties()
        .forEach(
            field -> {
              String name = field.getKey().replaceAll("[^A-Za-z0-9_-]", "-");
              String value = field.getValue().asString("").replace("${", "$ {");
              fields.add(name + ": " + ScenarioDraft.quote(value));
              used.add(
                  ScenarioDraft.quote(field.getKey())
                      + ": "
                      + ScenarioDraft.quote("${" + name + "}"));
            });
    List<String> lines = new ArrayList<>();
    lines.add("accounts:");
    lines.add(
        "  user: {"
            + String.join(", ", fields)
            + "}  # "
            + ScenarioDraft.FILL
            + ": an account that exists");
    lines.add(
        "sign-in: {method: POST, path: "
            + ScenarioDraft.quote(prefix + (operation == null ? "" : operation.path()))
            + ", body: {"
            + String.join(", ", used)
            + "}, token: "
            + (token.isEmpty() ? "accessToken" : ScenarioDraft.quote(token))
            + "}"
            + (token.isEmpty()
                ? "  # " + ScenarioDraft.FILL + ": where the answer has the token"
                : ""));
    return lines;
  }
}
