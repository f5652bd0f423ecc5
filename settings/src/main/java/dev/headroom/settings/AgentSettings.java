package dev.headroom.settings;

import java.util.List;

/**
 * The agent.
 *
 * @param port of its page on the loopback address; 0 for any free one (default), -1 for none
 * @param report on exit the agent writes {@code <report>.txt}, {@code .json} and {@code .html};
 *     default {@code headroom-findings}; empty to print only
 * @param application package prefixes that are the application's, for code lines; empty (default)
 *     for all that belong to no known library
 * @param drivers more package prefixes with JDBC classes whose names do not tell that they are;
 *     default none
 */
public record AgentSettings(
    int port, String report, List<String> application, List<String> drivers) {

  /** The defaults. */
  public static final AgentSettings DEFAULTS =
      new AgentSettings(0, "headroom-findings", List.of(), List.of());

  /** Copies the lists; refuses ports and prefixes that cannot be. */
  public AgentSettings {
    Key.PORT.inRange(port, -1, 65_535);
    application = prefixes(application, Key.APPLICATION);
    drivers = prefixes(drivers, Key.DRIVERS);
  }

  private static List<String> prefixes(List<String> prefixes, Key key) {
    for (String prefix : prefixes) {
      if (!prefix.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*\\.?")) {
        throw new Refused(key, "package prefixes such as com.example", prefix);
      }
    }
    return List.copyOf(prefixes);
  }
}
