package dev.headroom.prove;

import dev.headroom.settings.SettingsException;
import dev.headroom.settings.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  Scenario(
      String name,
      @Nullable SignIn signIn,
      Map<String, Map<String, Template>> accounts,
      Map<String, Variable> variables,
      List<Group> groups,
      Set<String> ignore,
      Duration timeOut) {
    this.name = name;
    this.signIn = signIn;
    this.accounts = Map.copyOf(accounts);
    this.variables = Map.copyOf(variables);
    this.groups = List.copyOf(groups);
    this.ignore = Set.copyOf(ignore);
    this.timeOut = timeOut;
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
    return read(file.getFileName().toString(), Files.readString(file));
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
    return new ScenarioReader().read(Yaml.read(file, yaml));
  }

  /** One endpoint asked with GET, every answer of 200 expected. */
  static Scenario ofEndpoint(String path, int requests, int concurrent) {
    Step step = new Step(path, 1, "", "GET", Template.plain(path), Map.of(), null, Set.of(200));
    return new Scenario(
        path,
        null,
        Map.of(),
        Map.of(),
        List.of(new Group(path, requests, concurrent, List.of(step))),
        Set.of(),
        Duration.ofSeconds(30));
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
   * @param steps what is sent, by weight
   */
  public record Group(String name, int requests, int concurrent, List<Step> steps) {}

  /**
   * One request.
   *
   * @param as account, or empty
   * @param expect statuses that count as success
   */
  record Step(
      String name,
      int weight,
      String as,
      String method,
      Template path,
      Map<String, String> headers,
      @Nullable Template body,
      Set<Integer> expect) {

    boolean isRead() {
      return method.equals("GET");
    }
  }
}
