package dev.headroom.prove;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which endpoints, as the service names them, a scenario's groups ask. */
public final class ScenarioEndpoints {

  /** Stands for any value in a filled path; letters, so that no escaping changes it. */
  private static final String MARK = "anyvalueatall";

  private static final String ANYTHING = "[^/]+";

  private ScenarioEndpoints() {}

  /**
   * The mix, with the endpoints of each group.
   *
   * @param scenario the scenario
   * @param observed method and route templates that the service saw
   * @return one per group; a step whose endpoint was not seen stands there with its own path
   */
  public static List<Report.Load.Group> of(Scenario scenario, Collection<String> observed) {
    List<Report.Load.Group> groups = new ArrayList<>();
    for (Scenario.Group group : scenario.groups) {
      Set<String> endpoints = new LinkedHashSet<>();
      for (Scenario.Step step : group.steps()) {
        if (step.via() == Scenario.Via.SEND || step.via() == Scenario.Via.AWAIT) {
          continue; // what the service names is the WebSocket
        }
        endpoints.add(
            endpoint(
                step.method(),
                step.path().fill(name -> new Template.Value(MARK, false)),
                observed));
      }
      groups.add(
          new Report.Load.Group(
              group.name(), group.requests(), group.concurrent(), List.copyOf(endpoints)));
    }
    return groups;
  }

  /** A step's mark stands where a route has a {@code {variable}}. */
  static String endpoint(String method, String path, Collection<String> observed) {
    String bare = path.replaceFirst("\\?.*", "");
    List<Pattern> segments = new ArrayList<>();
    for (String segment : bare.split("/", -1)) {
      String[] fixed = segment.split(MARK, -1);
      StringBuilder pattern = new StringBuilder();
      for (int i = 0; i < fixed.length; i++) {
        pattern.append(i == 0 ? "" : ANYTHING).append(Pattern.quote(fixed[i]));
      }
      segments.add(Pattern.compile(pattern.toString()));
    }
    for (String candidate : observed) {
      int blank = candidate.indexOf(' ');
      String[] route = candidate.substring(blank + 1).split("/", -1);
      boolean same = candidate.startsWith(method + " ") && route.length == segments.size();
      for (int i = 0; same && i < route.length; i++) {
        same = segments.get(i).matcher(route[i]).matches();
      }
      if (same) {
        return candidate;
      }
    }
    return method + " " + bare.replace(MARK, "*");
  }
}
