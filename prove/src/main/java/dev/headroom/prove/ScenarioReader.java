package dev.headroom.prove;

import dev.headroom.prove.Scenario.Group;
import dev.headroom.prove.Scenario.SignIn;
import dev.headroom.prove.Scenario.Step;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a scenario. The format, whole:
 *
 * <pre>
 * scenario: pos                     # its name
 * target: http://127.0.0.1:8080     # for headroom load; --target is stronger
 * time-out: 30s                     # per request, from its write; 30s if not said
 * ignore: [servedAt]                # JSON fields that may differ between arms
 * accounts:                         # free fields, which sign-in may use; one token per value of the variables used
 *   manager: {email: "manager${restaurant}@headroom.example", password: manager}
 * sign-in: {method: POST, path: /sign-in, body: {email: "${email}", password: "${password}"}, token: accessToken}
 * variables:
 *   restaurant: {from: 1, to: 40, skew: zipf}          # whole numbers; skew: uniform (if not said) or zipf
 *   day: {from: 2015-01-01, to: 2015-12-24}            # days
 *   end: {after: day, days: 6}                         # the day 6 days after the drawn one
 *   by: {values: [day, hour]}                          # one of them
 *   order: {read: "/restaurants/${restaurant}/orders", as: manager, list: "items[].id"}  # read before the load
 *   key: {unique: load}                                # never the same twice
 *   user: {csv: users.csv, order: in-turn}             # ${user.email}: a row's column; order: random (if not said) or in-turn
 *   item: {json: items.json, list: data.items}         # the same from a list of objects; files beside the scenario
 * load:                             # for headroom load
 *   model: open                     # open (if not said): starts do not wait for answers; closed: users do
 *   arrivals: poisson               # poisson (if not said) or constant
 *   phases:
 *     - {phase: warm-up, for: 10s, rate: 50}                        # not in the figures
 *     - {phase: ramp, for: 30s, to: 200}                            # from: the level before, if not said
 *     - {phase: steady, for: 1min, rate: 200}                       # soak is the same for longer
 *     - {phase: spike, for: 5s, rate: 600}
 *     - {phase: stress, for: 50s, from: 200, to: 1000, steps: 5}    # a staircase
 * groups:
 *   - name: menu
 *     requests: 200                 # weight in the mix; how many a quick run sends
 *     concurrent: 20                # most connections
 *     steps:
 *       - {name: menu, weight: 1, as: manager, method: GET, path: "/restaurants/${restaurant}/menu", expect: 200}
 *   - name: visit
 *     flow:                         # all of these, in this order, by one user
 *       - {method: POST, path: /sign-in, body: {email: "${user.email}"}, capture: {token: accessToken}}
 *       - {path: /orders, headers: {authorization: "Bearer ${token}"}, think: 2s, check: {json: {"[].state": open}}}
 *       - {websocket: /updates, receive: {json: {type: hello}}, within: 2s}   # this user's, left when the flow ends
 *       - {send: {type: ping}, receive: {contains: pong}}                     # others are passed over; any: the next one
 *       - {receive: any, within: 10s}
 * </pre>
 *
 * A step's {@code weight} is 1, its {@code method} GET, its {@code name} the path and its {@code
 * expect} (a status or a list) 200 if not said; {@code headers} and {@code body} (mapping, list or
 * text) are free. A text that is nothing but {@code ${number}} becomes a number in a body. {@code
 * check} looks at the body of the answer: {@code contains} a text, {@code matches} a pattern,
 * {@code json} has these values at these paths. In a flow {@code capture} takes values for later
 * steps from the answer, and {@code think} is the mean pause before the step. A group's {@code
 * requests} are 100 and its {@code concurrent} 50 if not said. In the closed model phases say
 * {@code users} instead of {@code rate}, and {@code think} stands beside {@code model}.
 */
final class ScenarioReader {

  private final Map<String, Map<String, Template>> accounts = new LinkedHashMap<>();
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<String, Yaml.Place> places = new LinkedHashMap<>();
  private final Path folder;
  private @Nullable SignIn signIn;

  /**
   * A reader.
   *
   * @param folder where files of data are
   */
  ScenarioReader(Path folder) {
    this.folder = folder;
  }

  Scenario read(Yaml document) {
    YamlKeys keys =
        YamlKeys.of(
            document,
            "a scenario",
            Set.of(
                "scenario",
                "target",
                "time-out",
                "ignore",
                "accounts",
                "sign-in",
                "variables",
                "load",
                "groups"));
    String name = keys.text("scenario");
    readVariables(keys);
    readAccounts(keys);
    variables.forEach(
        (variable, how) -> {
          if (how instanceof Variable.Read read) {
            StepReader.account(
                read.as(), accounts.keySet(), places.getOrDefault(variable, keys.place()));
          }
        });
    List<Group> groups = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Yaml item : keys.items("groups")) {
      Group group = group(item);
      if (!names.add(group.name())) {
        throw item.place().wrong("two groups are called '" + group.name() + "'");
      }
      groups.add(group);
    }
    Set<String> ignore = new LinkedHashSet<>();
    if (keys.has("ignore")) {
      keys.items("ignore").forEach(field -> ignore.add(YamlKeys.text(field, "a field to ignore")));
    }
    String target = keys.optionalText("target");
    Yaml load = keys.optional("load");
    return new Scenario(
        name,
        signIn,
        accounts,
        variables,
        groups,
        ignore,
        keys.duration("time-out", Duration.ofSeconds(30)),
        target == null ? "" : target,
        load == null ? null : PlanReader.read(load));
  }

  private void readVariables(YamlKeys keys) {
    Map<String, Yaml> declared = keys.fieldsOf("variables");
    for (var entry : declared.entrySet()) {
      for (var read : VariableReader.read(entry.getKey(), entry.getValue(), folder).entrySet()) {
        variables.put(read.getKey(), read.getValue());
        places.put(read.getKey(), entry.getValue().place());
      }
    }
    for (var entry : List.copyOf(variables.entrySet())) {
      Yaml.Place place = places.getOrDefault(entry.getKey(), keys.place());
      StepReader.needs(entry.getValue().needs(), variables.keySet(), place);
      refuseCircle(entry.getKey(), entry.getKey(), place, 0);
      if (entry.getValue() instanceof Variable.After after
          && !(variables.get(after.day()) instanceof Variable.Days)
          && !(variables.get(after.day()) instanceof Variable.After)) {
        throw place.wrong("'after' needs a variable of days, '" + after.day() + "' is none");
      }
    }
  }

  private void refuseCircle(String start, String name, Yaml.Place place, int depth) {
    Variable variable = variables.get(name);
    for (String needed : variable == null ? List.<String>of() : variable.needs()) {
      if (needed.equals(start) || depth > variables.size()) {
        throw place.wrong("variable '" + start + "' needs itself, through '" + name + "'");
      }
      refuseCircle(start, needed, place, depth + 1);
    }
  }

  private void readAccounts(YamlKeys keys) {
    Set<String> fieldNames = new LinkedHashSet<>();
    keys.fieldsOf("accounts")
        .forEach(
            (name, value) -> {
              Map<String, Template> fields = new LinkedHashMap<>();
              YamlKeys.mapping(value, "account '" + name + "'")
                  .fields()
                  .forEach(
                      (field, text) -> {
                        Template template =
                            Template.plain(YamlKeys.text(text, "'" + field + "' of an account"));
                        StepReader.needs(template.names(), variables.keySet(), text.place());
                        fields.put(field, template);
                        fieldNames.add(field);
                      });
              accounts.put(name, fields);
            });
    Yaml declared = keys.optional("sign-in");
    if (declared == null) {
      if (!accounts.isEmpty()) {
        throw keys.place("accounts").wrong("accounts need 'sign-in': how a token is obtained");
      }
      return;
    }
    YamlKeys how = YamlKeys.of(declared, "sign-in", Set.of("method", "path", "body", "token"));
    Template path = Template.url(StepReader.path(how, "path"));
    Template body = Template.json(how.required("body"));
    StepReader.needs(path.names(), fieldNames, how.required("path").place());
    StepReader.needs(body.names(), fieldNames, how.required("body").place());
    signIn = new SignIn(StepReader.method(how, "post"), path, body, how.text("token"));
  }

  private Group group(Yaml item) {
    YamlKeys keys =
        YamlKeys.of(item, "a group", Set.of("name", "requests", "concurrent", "steps", "flow"));
    boolean flow = keys.has("flow");
    if (flow && keys.has("steps")) {
      throw keys.place("flow")
          .wrong(
              "a group has 'steps' (one of them a request) or a 'flow' (all in order), not both");
    }
    StepReader reader = new StepReader(flow, accounts.keySet(), variables.keySet());
    List<Step> steps = new ArrayList<>();
    keys.items(flow ? "flow" : "steps").forEach(step -> steps.add(reader.read(step)));
    return new Group(
        keys.text("name"),
        keys.whole("requests", 1, 1_000_000_000, 100),
        keys.whole("concurrent", 1, 10_000, 50),
        steps,
        flow);
  }
}
