package dev.headroom.prove;

import dev.headroom.loop.Nearest;
import dev.headroom.prove.Scenario.Step;
import dev.headroom.prove.Scenario.Via;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the steps of one group of a scenario, in their order. */
final class StepReader {

  private static final String WEBSOCKET = "websocket";

  private static final Set<String> METHODS =
      Set.of("get", "post", "put", "patch", "delete", "head", "options");

  private final boolean flow;
  private final Set<String> accounts;
  private final Set<String> known;
  private @Nullable Template socket; // path of the WebSocket that an earlier step opened

  /**
   * A reader.
   *
   * @param flow whether the steps are one
   * @param accounts that there are
   * @param variables that a step may use, besides what earlier ones captured
   */
  StepReader(boolean flow, Set<String> accounts, Set<String> variables) {
    this.flow = flow;
    this.accounts = accounts;
    this.known = new LinkedHashSet<>(variables);
  }

  Step read(Yaml item) {
    Via via = flow ? via(item) : Via.HTTP;
    Step step = via == Via.HTTP ? request(item) : turn(YamlKeys.mapping(item, "a step"), via);
    socket = via == Via.OPEN ? step.path() : socket;
    return step;
  }

  private Step request(Yaml item) {
    Set<String> valid =
        new LinkedHashSet<>(
            Set.of("name", "as", "method", "path", "headers", "body", "expect", "check"));
    valid.addAll(flow ? Set.of("capture", "think", WEBSOCKET) : Set.of("weight"));
    if (!flow && item instanceof Yaml.Fields fields) {
      for (String only : List.of("capture", "think", WEBSOCKET, "send", "receive", "within")) {
        if (fields.fields().containsKey(only)) {
          throw fields
              .keys()
              .getOrDefault(only, item.place())
              .wrong("'" + only + "' is for the steps of a 'flow'; this group has 'steps'");
        }
      }
    }
    YamlKeys keys = YamlKeys.of(item, flow ? "a step of a flow" : "a step", valid);
    String text = path(keys, "path");
    Template path = Template.url(text);
    needs(path.names(), known, keys.required("path").place());
    Map<String, Template> headers = headers(keys);
    Yaml bodyValue = keys.optional("body");
    Template body = bodyValue == null ? null : body(bodyValue);
    String name = keys.optionalText("name");
    return new Step(
        name == null ? text : name,
        flow ? 1 : keys.whole("weight", 1, 1_000_000, 1),
        account(keys),
        method(keys, "get"),
        path,
        headers,
        body,
        expected(keys),
        check(keys, "check"),
        capture(keys),
        keys.duration("think", Duration.ZERO),
        Via.HTTP,
        Duration.ZERO);
  }

  /** What a step of a flow does on a WebSocket, by the key that says so. */
  private static Via via(Yaml item) {
    Set<String> keys = item instanceof Yaml.Fields fields ? fields.fields().keySet() : Set.of();
    return keys.contains(WEBSOCKET)
        ? Via.OPEN
        : keys.contains("send") ? Via.SEND : keys.contains("receive") ? Via.AWAIT : Via.HTTP;
  }

  private Step turn(Yaml.Fields item, Via via) {
    Set<String> valid =
        new LinkedHashSet<>(Set.of("name", "receive", "within", "capture", "think"));
    if (via == Via.OPEN) {
      valid.addAll(Set.of(WEBSOCKET, "as", "headers"));
    } else if (via == Via.SEND) {
      valid.add("send");
    }
    YamlKeys keys = YamlKeys.of(item, "a step of a WebSocket", valid);
    String own = via == Via.OPEN ? WEBSOCKET : via == Via.SEND ? "send" : "receive";
    Yaml value = keys.required(own);
    Template path = via == Via.OPEN ? Template.url(path(keys, WEBSOCKET)) : socket;
    if (path == null) {
      throw keys.place(own)
          .wrong("'" + own + "' needs a step before it that opens one: {websocket: /PATH}");
    }
    if (via == Via.OPEN) {
      needs(path.names(), known, value.place());
    }
    if (!keys.has("receive")) {
      for (String only : via == Via.OPEN ? List.of("capture") : List.of("capture", "within")) {
        if (keys.has(only)) {
          throw keys.place(only)
              .wrong("'" + only + "' needs 'receive': a message that is waited for");
        }
      }
    }
    String name = keys.optionalText("name");
    return new Step(
        name != null ? name : via == Via.OPEN ? keys.text(WEBSOCKET) : own,
        1,
        account(keys),
        "GET",
        path,
        headers(keys),
        via == Via.SEND ? body(value) : null,
        Set.of(101),
        received(keys),
        capture(keys),
        keys.duration("think", Duration.ZERO),
        via,
        keys.duration("within", Duration.ZERO));
  }

  /** Which message is waited for; {@code any} for the next one, whatever it says. */
  private static @Nullable BodyCheck received(YamlKeys keys) {
    return keys.optional("receive") instanceof Yaml.Scalar scalar && scalar.text().equals("any")
        ? new BodyCheck(null, null, Map.of())
        : check(keys, "receive");
  }

  private Template body(Yaml value) {
    Template body =
        value instanceof Yaml.Scalar scalar ? Template.plain(scalar.text()) : Template.json(value);
    needs(body.names(), known, value.place());
    return body;
  }

  private String account(YamlKeys keys) {
    return keys.has("as") ? account(keys.text("as"), accounts, keys.required("as").place()) : "";
  }

  /** What a step takes from its answer; later steps know it. */
  private Map<String, String> capture(YamlKeys keys) {
    Map<String, String> capture = texts(keys, "capture");
    capture.forEach(
        (variable, at) -> {
          if (!variable.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw keys.place("capture")
                .wrong("a captured name is letters, digits, _ and -, was '" + variable + "'");
          }
        });
    known.addAll(capture.keySet());
    return capture;
  }

  private Map<String, Template> headers(YamlKeys keys) {
    Map<String, Template> headers = new LinkedHashMap<>();
    keys.fieldsOf("headers")
        .forEach(
            (name, value) -> {
              String header = YamlKeys.text(value, "header '" + name + "'");
              if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                  || !header.matches("[\\x20-\\x7e]*")) {
                throw value.place().wrong("header '" + name + "' is not a valid HTTP header");
              }
              Template template = Template.header(header);
              needs(template.names(), known, value.place());
              headers.put(name, template);
            });
    return headers;
  }

  private static @Nullable BodyCheck check(YamlKeys step, String key) {
    Yaml value = step.optional(key);
    if (value == null) {
      return null;
    }
    YamlKeys keys = YamlKeys.of(value, "a check", Set.of("contains", "matches", "json"));
    Map<String, String> json = texts(keys, "json");
    String pattern = keys.optionalText("matches");
    String contains = keys.optionalText("contains");
    if (json.isEmpty() && pattern == null && contains == null) {
      throw value.place().wrong("a check needs 'contains', 'matches' or 'json'");
    }
    try {
      return new BodyCheck(contains, pattern == null ? null : Pattern.compile(pattern), json);
    } catch (PatternSyntaxException e) {
      throw keys.required("matches")
          .place()
          .wrong("'matches' is not a regular expression: " + e.getDescription());
    }
  }

  private static Map<String, String> texts(YamlKeys keys, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    keys.fieldsOf(key)
        .forEach((name, value) -> texts.put(name, YamlKeys.text(value, "'" + name + "'")));
    return texts;
  }

  private static Set<Integer> expected(YamlKeys keys) {
    Yaml value = keys.optional("expect");
    if (value == null) {
      return Set.of(200);
    }
    Set<Integer> statuses = new LinkedHashSet<>();
    for (Yaml status : value instanceof Yaml.Items items ? items.items() : List.of(value)) {
      String text = YamlKeys.text(status, "'expect'");
      if (!text.matches("[1-5]\\d\\d")) {
        throw status
            .place()
            .wrong("'expect' must be an HTTP status such as 200, was '" + text + "'");
      }
      statuses.add(Integer.parseInt(text));
    }
    return statuses;
  }

  static String path(YamlKeys keys, String key) {
    String path = keys.text(key);
    if (!path.startsWith("/") || !path.matches("[\\x21-\\x7e]+")) {
      throw keys.required(key)
          .place()
          .wrong(
              "'" + key + "' must begin with / and hold no blanks (write %20), was '" + path + "'");
    }
    return path;
  }

  static String method(YamlKeys keys, String otherwise) {
    return keys.oneOf("method", METHODS, otherwise).toUpperCase(java.util.Locale.ROOT);
  }

  static String account(String name, Set<String> accounts, Yaml.Place place) {
    if (!name.isEmpty() && !accounts.contains(name)) {
      throw place.wrong(Nearest.unknown("account", name, accounts));
    }
    return name;
  }

  static void needs(List<String> names, Collection<String> known, Yaml.Place place) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw place.wrong(Nearest.unknown("variable", name, known));
      }
    }
  }
}
