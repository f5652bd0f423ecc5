package dev.headroom.prove;

import dev.headroom.prove.OpenApi.Operation;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A first scenario of a service from its OpenAPI description: what reads, each as often as the
 * others, by a few users who think. What the description does not say is marked {@code FILL IN}.
 */
public final class ScenarioDraft {

  static final String FILL = "FILL IN";

  private final OpenApi api;
  private final OpenApiSample sample;
  private final DraftSignIn signIn;
  private final Map<String, OpenApiSample.Values> variables = new LinkedHashMap<>();
  private final Map<String, List<String>> groups = new LinkedHashMap<>();
  private final Map<String, String> sockets = new LinkedHashMap<>();
  private final List<String> left = new ArrayList<>();
  private final TreeSet<String> skipped = new TreeSet<>();
  private boolean signedIn;

  private ScenarioDraft(OpenApi api) {
    this.api = api;
    this.sample = new OpenApiSample(api);
    this.signIn = DraftSignIn.of(api, sample);
  }

  /**
   * A draft.
   *
   * @param text the scenario, YAML
   * @param steps requests in it
   * @param toFillIn lines marked {@code FILL IN}
   */
  public record Draft(String text, int steps, long toFillIn) {}

  /**
   * The first server that a description names.
   *
   * @param name for complaints
   * @param description its text
   * @return an address or a path, or empty
   */
  public static String server(String name, String description) {
    return OpenApi.read(name, description).server();
  }

  /**
   * Writes a draft.
   *
   * @param name where the description is from
   * @param description its text, JSON or YAML
   * @param target scheme, host and port of the service
   * @param prefix what stands before each path, such as {@code /api}, or empty
   * @param writes whether requests that change something are in it too
   * @return the draft, which {@link Scenario#read} accepts
   * @throws IllegalArgumentException if it is no description, or has nothing to ask
   */
  public static Draft of(
      String name, String description, URI target, String prefix, boolean writes) {
    OpenApi api = OpenApi.read(name, description);
    return new ScenarioDraft(api).write(name, target, prefix.replaceAll("/+$", ""), writes);
  }

  private Draft write(String name, URI target, String prefix, boolean writes) {
    int steps = 0;
    for (Operation operation : api.operations()) {
      boolean wanted = operation.reads() || (writes && !operation.method().matches("HEAD|OPTIONS"));
      if (signIn.is(operation)) {
        continue;
      }
      if (!wanted
          || operation.node().path("deprecated").asBoolean(false)
          || api.streams(operation)) {
        left.add(operation.method() + " " + operation.path());
        continue;
      }
      step(operation, prefix);
      steps++;
    }
    if (steps == 0) {
      throw new IllegalArgumentException(
          name
              + ": describes nothing to GET"
              + (left.isEmpty() ? "" : " (left out: " + String.join(", ", left) + ")")
              + (writes ? "" : "; --writes takes what changes data too"));
    }
    String text = text(name, target, prefix);
    Scenario.read("the draft of " + name, text);
    long fill = text.lines().filter(line -> line.contains("# " + FILL)).count() - 1; // the head's
    return new Draft(text, steps, fill);
  }

  private void step(Operation operation, String prefix) {
    StringBuilder path = new StringBuilder(prefix + literal(operation.path()));
    Map<String, String> headers = new LinkedHashMap<>();
    String between = path.indexOf("?") < 0 ? "?" : "&";
    for (JsonNode parameter : operation.parameters()) {
      String name = parameter.path("name").asString("");
      OpenApiSample.Values values = sample.of(parameter);
      boolean needed = parameter.path("required").asBoolean(false) || !values.made();
      switch (parameter.path("in").asString("")) {
        case "path" -> {
          int at = path.indexOf("{" + name + "}");
          if (at >= 0) {
            path.replace(at, at + name.length() + 2, "${" + variable(name, values) + "}");
          }
        }
        case "query" -> {
          if (needed) {
            path.append(between)
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append("=${")
                .append(variable(name, values))
                .append('}');
            between = "&";
          }
        }
        case "header" -> {
          // The first two are for the body, which this engine writes itself (OpenAPI says to ignore
          // them).
          if (needed && !name.matches("(?i)accept|content-type|authorization")) {
            headers.put(name, "${" + variable(name, values) + "}");
          }
        }
        default -> skipped.add("cookie " + name + " of " + operation.name());
      }
    }
    undeclared(path);
    boolean as = authorize(api.scheme(operation), path, between, headers);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", quote(operation.name()));
    if (as) {
      fields.put("as", "user");
      signedIn = true;
    }
    if (!operation.reads()) {
      fields.put("method", operation.method());
    }
    boolean upgrades = api.upgrades(operation);
    fields.put(upgrades ? "websocket" : "path", quote(path.toString()));
    if (!headers.isEmpty()) {
      List<String> each = new ArrayList<>();
      headers.forEach((header, value) -> each.add(quote(header) + ": " + quote(value)));
      fields.put("headers", "{" + String.join(", ", each) + "}");
    }
    JsonNode body = api.body(operation);
    if (!operation.reads() && !body.isMissingNode()) {
      fields.put("body", sample.body(body).toString().replace("${", "$ {"));
    }
    if (!upgrades && api.expected(operation) != 200) {
      fields.put("expect", Integer.toString(api.expected(operation)));
    }
    List<String> all = new ArrayList<>();
    fields.forEach((field, value) -> all.add(field + ": " + value));
    if (upgrades) {
      sockets.put(group(operation) + ", " + operation.name(), "{" + String.join(", ", all) + "}");
      return;
    }
    groups
        .computeIfAbsent(group(operation), group -> new ArrayList<>())
        .add(
            "{"
                + String.join(", ", all)
                + "}"
                + (fields.containsKey("body") ? "  # " + FILL + ": what is sent" : ""));
  }

  /** A path's own text; {@code {name}} stays for the parameter. */
  private static String literal(String path) {
    StringBuilder text = new StringBuilder();
    for (byte b : path.replace("${", "{").getBytes(StandardCharsets.UTF_8)) {
      text.append(b > 0x20 && b < 0x7f ? (char) b : String.format("%%%02X", b & 0xff));
    }
    return text.toString();
  }

  /** What stands in a path and is described nowhere. */
  private void undeclared(StringBuilder path) {
    for (int at = path.indexOf("{"); at >= 0; at = path.indexOf("{", at + 1)) {
      int end = path.indexOf("}", at);
      if (end > at && (at == 0 || path.charAt(at - 1) != '$')) {
        OpenApiSample.Values made =
            new OpenApiSample.Values(List.of(JsonNodeFactory.instance.numberNode(1)), true);
        path.replace(at, end + 1, "${" + variable(path.substring(at + 1, end), made) + "}");
      }
    }
  }

  /** Whether the step is sent with an account's token; other ways are written into it. */
  private boolean authorize(
      JsonNode scheme, StringBuilder path, String between, Map<String, String> headers) {
    String type = scheme.path("type").asString("").toLowerCase(Locale.ROOT);
    String name = scheme.path("name").asString("");
    boolean basic = scheme.path("scheme").asString("").equalsIgnoreCase("basic");
    boolean key = type.equals("apikey");
    if (type.isEmpty() || type.equals("mutualtls")) {
      return false;
    }
    if (!key && !basic) {
      if (signIn.found()) {
        return true;
      }
      headers.put("authorization", "Bearer ${" + secret("token") + "}");
    } else if (basic) {
      headers.put("authorization", "Basic ${" + secret("basic-credentials") + "}");
    } else if (scheme.path("in").asString("").equals("header")) {
      if (signIn.found() && name.equalsIgnoreCase("authorization")) {
        return true;
      }
      headers.put(name, "${" + secret("api-key") + "}");
    } else if (scheme.path("in").asString("").equals("query")) {
      path.append(between)
          .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
          .append("=${" + secret("api-key") + "}");
    } else {
      headers.put("cookie", name + "=${" + secret("api-key") + "}");
    }
    return false;
  }

  private String secret(String name) {
    return variable(
        name,
        new OpenApiSample.Values(List.of(JsonNodeFactory.instance.stringNode("secret")), true));
  }

  /** The name of a variable with these values; one of the same name and others has a number. */
  private String variable(String wanted, OpenApiSample.Values values) {
    String plain = wanted.replaceAll("[^A-Za-z0-9_-]", "-");
    String base = plain.matches("[A-Za-z].*") ? plain : "p" + plain;
    String name = base;
    for (int i = 2; variables.containsKey(name) && !values.equals(variables.get(name)); i++) {
      name = base + "-" + i;
    }
    variables.put(name, values);
    return name;
  }

  private static String group(Operation operation) {
    String tag = operation.node().path("tags").path(0).asString("");
    if (!tag.isBlank()) {
      return tag;
    }
    for (String part : operation.path().split("/", -1)) {
      if (part.matches("[A-Za-z][A-Za-z0-9_-]*") && !part.matches("(?i)api|v\\d+")) {
        return part;
      }
    }
    return "root";
  }

  private String text(String name, URI target, String prefix) {
    List<String> lines = new ArrayList<>();
    String title = api.title().isBlank() ? target.getAuthority() : api.title();
    lines.add(
        "# A first scenario, written by headroom load init from " + name.replaceAll("\\s", " "));
    lines.add(
        "# "
            + FILL
            + " marks what the description does not say. docs/load.md tells all that may stand here.");
    lines.add("scenario: " + quote(title.strip()));
    lines.add("target: " + target);
    if (!variables.isEmpty()) {
      lines.add("variables:");
      variables.forEach(
          (variable, values) ->
              lines.add(
                  "  "
                      + variable
                      + ": {values: ["
                      + String.join(
                          ", ", values.values().stream().map(ScenarioDraft::scalar).toList())
                      + "]}"
                      + (values.made() ? "  # " + FILL + ": made up, values that exist" : "")));
    }
    if (signedIn) {
      lines.addAll(signIn.lines(prefix));
    }
    lines.add("load:");
    lines.add(
        "  model: closed  # users who wait for their answer and think; docs/load.md tells of the open model");
    lines.add("  think: 1s");
    lines.add("  phases:");
    lines.add("    - {phase: warm-up, for: 5s, users: 2}");
    lines.add("    - {phase: steady, for: 30s, users: 10}");
    lines.add("groups:");
    groups.forEach(
        (group, steps) -> {
          lines.add("  - name: " + quote(group));
          lines.add(
              "    requests: "
                  + 10 * steps.size()
                  + "  # weight: every step as often as the others");
          lines.add("    steps:");
          steps.forEach(step -> lines.add("      - " + step));
        });
    sockets.forEach(
        (group, step) -> {
          lines.add("  - name: " + quote(group));
          lines.add("    requests: 10");
          lines.add("    flow:  # a WebSocket; 'send' and 'receive' go on with it");
          lines.add("      - " + step);
        });
    if (!left.isEmpty()) {
      lines.add("# Left out (they change data, are deprecated, or have no end):");
      left.forEach(each -> lines.add("#   " + each.replaceAll("\\s+", " ")));
    }
    skipped.forEach(each -> lines.add("# Not sent: " + each.replaceAll("\\s+", " ")));
    return String.join("\n", lines) + "\n";
  }

  private static String scalar(JsonNode value) {
    return value.isString() ? quote(value.asString("")) : value.toString();
  }

  /** A JSON text is one of YAML too. */
  static String quote(String text) {
    return JsonNodeFactory.instance.stringNode(text).toString();
  }
}
