package dev.headroom.prove;

import dev.headroom.prove.Scenario.SignIn;
import dev.headroom.prove.Template.Value;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fetches what a scenario needs before its load: tokens, and the lists of read variables. */
public final class Preparation {

  private static final int MOST_COMBINATIONS = 10_000;
  private static final int AT_ONCE = 4;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Target target;
  private final Scenario scenario;
  private final HttpClient client;
  private final Map<String, Map<String, String>> tokens = new LinkedHashMap<>();
  private final Map<String, Map<String, List<Value>>> lists = new LinkedHashMap<>();

  private Preparation(Target target, Scenario scenario, Wire wire) {
    this.target = target;
    this.scenario = scenario;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .sslContext(wire.context())
            .build();
  }

  /**
   * Signs in every account that a step uses, and reads the variables that come from answers.
   *
   * @param target where
   * @param scenario what
   * @return ready to be sent
   * @throws IOException if the target does not answer
   * @throws InterruptedException if interrupted
   * @throws ScenarioException if an answer is not what the scenario expects; says which
   */
  public static PreparedScenario prepare(Target target, Scenario scenario)
      throws IOException, InterruptedException {
    return prepare(target, scenario, Wire.PLAIN);
  }

  /**
   * The same, over a wire of its own kind.
   *
   * @param target where
   * @param scenario what
   * @param wire how; what is fetched beforehand is by HTTP/1.1
   * @return ready to be sent
   * @throws IOException if the target does not answer
   * @throws InterruptedException if interrupted
   * @throws ScenarioException if an answer is not what the scenario expects; says which
   */
  public static PreparedScenario prepare(Target target, Scenario scenario, Wire wire)
      throws IOException, InterruptedException {
    Preparation preparation = new Preparation(target, scenario, wire);
    try {
      preparation.run();
    } finally {
      preparation.client.close();
    }
    // Of this run: rows written by an earlier one are not met again.
    String nonce = Long.toString(java.time.Clock.systemUTC().millis(), 36);
    return new PreparedScenario(scenario, preparation.tokens, preparation.lists, nonce);
  }

  private void run() throws IOException, InterruptedException {
    Set<String> used = new LinkedHashSet<>();
    scenario.variables.values().stream()
        .filter(Variable.Read.class::isInstance)
        .forEach(variable -> used.add(((Variable.Read) variable).as()));
    scenario.groups.forEach(group -> group.steps().forEach(step -> used.add(step.as())));
    used.remove("");
    for (String account : used) {
      Map<String, String> byKey = new ConcurrentHashMap<>();
      List<String> names = PreparedScenario.accountNames(scenario, account);
      each(
          combinations(names, "account '" + account + "'"),
          values ->
              byKey.put(
                  PreparedScenario.key(names, name -> value(values, name)),
                  signIn(account, values)));
      tokens.put(account, byKey);
    }
    for (var entry : scenario.variables.entrySet()) {
      if (entry.getValue() instanceof Variable.Read read) {
        Map<String, List<Value>> byKey = new ConcurrentHashMap<>();
        List<String> names = read.needs();
        each(
            combinations(all(names, read.as()), "variable '" + entry.getKey() + "'"),
            values ->
                byKey.put(
                    PreparedScenario.key(names, name -> value(values, name)),
                    read(entry.getKey(), read, values)));
        lists.put(entry.getKey(), byKey);
      }
    }
  }

  private interface Fetch {
    void of(Map<String, Value> values) throws IOException, InterruptedException;
  }

  /** A few at once: a service as found takes its time for each. */
  private static void each(List<Map<String, Value>> all, Fetch fetch)
      throws IOException, InterruptedException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            AT_ONCE, Thread.ofPlatform().name("headroom-prepare-", 0).daemon(true).factory());
    try {
      List<Future<Boolean>> fetches = new ArrayList<>();
      for (Map<String, Value> values : all) {
        fetches.add(
            threads.submit(
                () -> {
                  fetch.of(values);
                  return true;
                }));
      }
      for (Future<Boolean> one : fetches) {
        one.get();
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case InterruptedException interrupted -> throw interrupted;
        case RuntimeException wrong -> throw wrong;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private List<String> all(List<String> names, String account) {
    Set<String> all = new LinkedHashSet<>(names);
    all.addAll(PreparedScenario.accountNames(scenario, account));
    return List.copyOf(all);
  }

  private String signIn(String account, Map<String, Value> values)
      throws IOException, InterruptedException {
    SignIn how = scenario.signIn;
    Map<String, Template> fields = scenario.accounts.get(account);
    if (how == null || fields == null) {
      throw new ScenarioException("account '" + account + "' cannot sign in: no sign-in declared");
    }
    Map<String, Value> filled = new HashMap<>();
    fields.forEach(
        (field, template) ->
            filled.put(field, new Value(template.fill(name -> value(values, name)), false)));
    String path = how.path().fill(name -> value(filled, name));
    Value email = filled.get("email");
    String what =
        "sign-in of account '" + account + "'" + (email == null ? "" : " (" + email.text() + ")");
    JsonNode answer =
        ask(what, how.method(), path, "", how.body().fill(name -> value(filled, name)));
    JsonNode token = answer.at(pointer(how.token()));
    if (!token.isString() || !token.asString().matches("[\\x21-\\x7e]+")) {
      throw new ScenarioException(what + ": the answer has no text '" + how.token() + "'");
    }
    return token.asString();
  }

  private List<Value> read(String variable, Variable.Read read, Map<String, Value> values)
      throws IOException, InterruptedException {
    String path = read.path().fill(name -> value(values, name));
    String token = "";
    if (!read.as().isEmpty()) {
      List<String> names = PreparedScenario.accountNames(scenario, read.as());
      token =
          tokens
              .getOrDefault(read.as(), Map.of())
              .getOrDefault(PreparedScenario.key(names, name -> value(values, name)), "");
    }
    String what = "variable '" + variable + "', GET " + path;
    List<Value> found = new ArrayList<>();
    collect(ask(what, "GET", path, token, null), read.list(), found);
    if (found.isEmpty()) {
      throw new ScenarioException(what + ": the answer has nothing at '" + read.list() + "'");
    }
    return List.copyOf(found);
  }

  private JsonNode ask(String what, String method, String path, String token, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target.base() + path)).timeout(Duration.ofSeconds(60));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    if (body == null) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request.header("content-type", "application/json");
      request.method(method, HttpRequest.BodyPublishers.ofString(body));
    }
    HttpResponse<String> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(what + ": " + target.base() + " does not answer: " + e, e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new ScenarioException(
          what
              + ": answered "
              + response.statusCode()
              + " "
              + response.body().substring(0, Math.min(300, response.body().length())));
    }
    try {
      return JSON.readTree(response.body());
    } catch (JacksonException e) {
      throw new ScenarioException(what + ": the answer is not JSON: " + e.getOriginalMessage());
    }
  }

  /** Follows {@code items[].id}: names by dots, {@code []} for every element. */
  static void collect(JsonNode node, String path, List<Value> into) {
    if (path.isEmpty()) {
      if (node.isValueNode() && !node.isNull()) {
        into.add(new Value(node.asString(), node.isNumber()));
      }
    } else if (path.startsWith("[]")) {
      String rest = path.substring(path.startsWith("[].") ? 3 : 2);
      node.forEach(element -> collect(element, rest, into));
    } else {
      int end = 0;
      while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
        end++;
      }
      JsonNode next = node.path(path.substring(0, end));
      boolean dot = end < path.length() && path.charAt(end) == '.';
      collect(next, path.substring(dot ? end + 1 : end), into);
    }
  }

  private static String pointer(String path) {
    return "/" + path.replace('.', '/');
  }

  private static Value value(Map<String, Value> values, String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new ScenarioException("'" + name + "' has no value here");
    }
    return value;
  }

  /** Every combination of what the variables can be. */
  private List<Map<String, Value>> combinations(List<String> names, String what) {
    List<Map<String, Value>> combinations = List.of(Map.of());
    for (String name : names) {
      List<Map<String, Value>> wider = new ArrayList<>();
      for (Map<String, Value> before : combinations) {
        for (Value value : domain(name, what)) {
          Map<String, Value> more = new LinkedHashMap<>(before);
          more.put(name, value);
          wider.add(more);
        }
      }
      if (wider.size() > MOST_COMBINATIONS) {
        throw new ScenarioException(
            what + " would need more than " + MOST_COMBINATIONS + " requests before the load");
      }
      combinations = wider;
    }
    return combinations;
  }

  private List<Value> domain(String name, String what) {
    return switch (scenario.variables.get(name)) {
      case Variable.Range range ->
          java.util.stream.IntStream.range(0, range.skew().n()).mapToObj(range::value).toList();
      case Variable.Days days ->
          java.util.stream.IntStream.range(0, days.skew().n()).mapToObj(days::value).toList();
      case Variable.Choice choice -> choice.values();
      case null, default ->
          throw new ScenarioException(
              what
                  + " depends on variable '"
                  + name
                  + "', which has no fixed set of values; use a range or a list");
    };
  }
}
