package dev.headroom.prove;

import dev.headroom.settings.SettingsException;
import dev.headroom.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is sent: groups of steps, each group with its share of the mix and its cap of connections;
 * accounts whose tokens are obtained before the load; variables that make requests differ. Read
 * from YAML by {@link ScenarioReader}, where the format is told.
 */
public final class Scenario {

  final String name;
  final @Nullable SignIn signIn;
  final Map<String, Map<String, Template>> accounts;
  final Map<String, Variable> variables;
  final List<Group> groups;
  final Set<String> ignore;
  final Duration timeOut;
  final String target;
  final @Nullable LoadPlan plan;

  Scenario(
      String name,
      @Nullable SignIn signIn,
      Map<String, Map<String, Template>> accounts,
      Map<String, Variable> variables,
      List<Group> groups,
      Set<String> ignore,
      Duration timeOut,
      String target,
      @Nullable LoadPlan plan) {
    this.name = name;
    this.signIn = signIn;
    this.accounts = Map.copyOf(accounts);
    this.variables = Map.copyOf(variables);
    this.groups = List.copyOf(groups);
    this.ignore = Set.copyOf(ignore);
    this.timeOut = timeOut;
    this.target = target;
    this.plan = plan;
  }

  /**
   * Reads a scenario.
   *
   * @param file a YAML file
   * @return the scenario
   * @throws IOException if it cannot be read
   * @throws SettingsException if it is wrong; the message has line and column
   */
  public static Scenario read(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return new ScenarioReader(folder == null ? Path.of("") : folder)
        .read(Yaml.read(file.getFileName().toString(), Files.readString(file)));
  }

  /**
   * Reads a scenario from text.
   *
   * @param file what complaints call it
   * @param yaml its text
   * @return the scenario
   * @throws SettingsException if it is wrong; the message has line and column
   */
  public static Scenario read(String file, String yaml) {
    return new ScenarioReader(Path.of("")).read(Yaml.read(file, yaml));
  }

  /**
   * One endpoint asked with GET, every answer of 200 expected.
   *
   * @param path begins with /, without blanks
   * @param requests how many a counted run sends
   * @param concurrent most connections
   * @return the scenario
   */
  public static Scenario ofEndpoint(String path, int requests, int concurrent) {
    Step step =
        new Step(
            path,
            1,
            "",
            "GET",
            Template.plain(path),
            Map.of(),
            null,
            Set.of(200),
            null,
            Map.of(),
            Duration.ZERO,
            Via.HTTP,
            Duration.ZERO);
    return new Scenario(
        path,
        null,
        Map.of(),
        Map.of(),
        List.of(new Group(path, requests, concurrent, List.of(step), false)),
        Set.of(),
        Duration.ofSeconds(30),
        "",
        null);
  }

  /** With other groups. */
  Scenario with(List<Group> others) {
    return new Scenario(name, signIn, accounts, variables, others, ignore, timeOut, target, plan);
  }

  /**
   * Without some of its steps, and without groups that have no other.
   *
   * @param steps their names
   * @return the scenario
   */
  public Scenario without(Set<String> steps) {
    return with(
        groups.stream()
            .map(
                g ->
                    new Group(
                        g.name(),
                        g.requests(),
                        g.concurrent(),
                        g.steps().stream().filter(s -> !steps.contains(s.name())).toList(),
                        g.flow()))
            .filter(g -> !g.steps().isEmpty())
            .toList());
  }

  /**
   * With another cap of connections for every group.
   *
   * @param connections 1 to 10,000
   * @return the scenario
   */
  public Scenario withConnections(int connections) {
    return with(
        groups.stream()
            .map(g -> new Group(g.name(), g.requests(), connections, g.steps(), g.flow()))
            .toList());
  }

  /**
   * Where its load goes.
   *
   * @return scheme, host and port, or empty if it does not say
   */
  public String target() {
    return target;
  }

  /**
   * How its load arrives.
   *
   * @return empty if it does not say
   */
  public Optional<LoadPlan> plan() {
    return Optional.ofNullable(plan);
  }

  /**
   * The scenario's name.
   *
   * @return as written
   */
  public String name() {
    return name;
  }

  /**
   * The groups, as written.
   *
   * @return unmodifiable
   */
  public List<Group> groups() {
    return groups;
  }

  /** All groups' connections together. */
  int concurrent() {
    return groups.stream().mapToInt(Group::concurrent).sum();
  }

  /** How an account becomes a token. */
  record SignIn(String method, Template path, Template body, String token) {}

  /**
   * Requests of one kind.
   *
   * @param name in reports
   * @param requests weight in the mix, and how many a quick run sends
   * @param concurrent most connections
   * @param steps what is sent: one of them, by weight; of a flow all, in order
   * @param flow whether it is one
   */
  public record Group(String name, int requests, int concurrent, List<Step> steps, boolean flow) {

    /** Whether any step is asked so. */
    boolean has(Via via) {
      return steps.stream().anyMatch(step -> step.via() == via);
    }
  }

  /** How a step is asked: by HTTP, or on the flow's WebSocket. */
  enum Via {
    HTTP,
    OPEN,
    SEND,
    AWAIT
  }

  /**
   * One request, or one turn on a WebSocket.
   *
   * @param as account, or empty
   * @param path of SEND and AWAIT that of the WebSocket
   * @param body of SEND the message
   * @param expect statuses that count as success
   * @param check what the body, or the awaited message, must be, or null
   * @param capture where values for later steps of the flow stand in the answer, by name
   * @param think mean pause of the user before this step of a flow
   * @param via HTTP or what it does on the WebSocket
   * @param within most time for a WebSocket's step; zero for the scenario's time-out
   */
  record Step(
      String name,
      int weight,
      String as,
      String method,
      Template path,
      Map<String, Template> headers,
      @Nullable Template body,
      Set<Integer> expect,
      @Nullable BodyCheck check,
      Map<String, String> capture,
      Duration think,
      Via via,
      Duration within) {

    boolean readsBody() {
      return check != null || !capture.isEmpty();
    }

    boolean isRead() {
      return via == Via.HTTP && method.equals("GET");
    }
  }
}
