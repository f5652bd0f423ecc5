package dev.headroom.settings;

import dev.headroom.loop.Accepted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a user sets, from three places, the later the stronger: {@code headroom.yml}, the
 * environment ({@code HEADROOM_OBSERVE_SAMPLES=true}), system properties ({@code
 * -Dheadroom.observe.samples=true}).
 *
 * <p>The names that deployments use anyway are understood too, weaker than Headroom's own in the
 * environment and stronger than the file: {@code SLOW_QUERY_THRESHOLD_MS} and {@code
 * PERFORMANCE_THRESHOLD_MS}. {@code ENVIRONMENT=production} makes the default slow threshold 500 ms
 * instead of 100 ms; other values of it belong to the application and change nothing.
 *
 * @param observe what is observed
 * @param agent the agent
 * @param thresholds where diagnosis draws its lines, by the names of its thresholds in kebab-case;
 *     {@code slow} is always there: what was written for it, else {@code observe.slow-threshold}
 * @param accepted findings that are "true but fine"
 */
public record Settings(
    ObserveSettings observe,
    AgentSettings agent,
    Map<String, String> thresholds,
    List<Accepted> accepted) {

  /** The file's usual name. */
  public static final String FILE = "headroom.yml";

  /** What stands at its top; each is read by whom it concerns. */
  public static final Set<String> SECTIONS =
      Set.of("observe", "agent", "thresholds", "accepted", "budgets", "rollups");

  /** Copies the collections. */
  public Settings {
    thresholds = Map.copyOf(thresholds);
    accepted = List.copyOf(accepted);
  }

  /**
   * The settings of this process: of the file that {@link #file} finds, its environment and its
   * system properties.
   *
   * @return the settings
   * @throws SettingsException if something is wrong in one of them
   */
  public static Settings load() {
    Map<String, String> environment = System.getenv();
    Map<String, String> properties = properties(System.getProperties());
    return read(file(environment, properties).orElse(null), environment, properties);
  }

  /**
   * The settings of a file, overlaid by an environment and properties.
   *
   * @param file the file; null for none
   * @param environment names and values, such as {@code HEADROOM_OBSERVE_SAMPLES}
   * @param properties names and values, such as {@code headroom.observe.samples}
   * @return the settings
   * @throws SettingsException if something is wrong in one of them, or the file cannot be read
   */
  public static Settings read(
      @Nullable Path file, Map<String, String> environment, Map<String, String> properties) {
    SettingsReader reader = new SettingsReader();
    if (file != null) {
      reader.file(Yaml.read(file));
    }
    reader.environment(environment);
    reader.properties(properties);
    return reader.settings();
  }

  /**
   * The file to read: what the property {@code headroom.config} or the variable {@code
   * HEADROOM_CONFIG} names, else {@code headroom.yml} of the working directory if it is there.
   *
   * @param environment names and values
   * @param properties names and values
   * @return the file, or empty
   */
  public static Optional<Path> file(
      Map<String, String> environment, Map<String, String> properties) {
    String named = properties.getOrDefault("headroom.config", environment.get("HEADROOM_CONFIG"));
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Optional.of(Path.of(FILE)).filter(Files::isRegularFile);
  }

  private static Map<String, String> properties(Properties all) {
    Map<String, String> headroom = new HashMap<>();
    for (String name : all.stringPropertyNames()) {
      if (name.startsWith("headroom.")) {
        headroom.put(name, all.getProperty(name));
      }
    }
    return headroom;
  }
}
