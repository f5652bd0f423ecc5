package dev.headroom.settings;

import dev.headroom.loop.Accepted;
import dev.headroom.loop.Nearest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Collects what was written for each key, the stronger source over the weaker, and makes the
 * records of it once at the end: what a stronger source replaces is not looked at.
 */
final class SettingsReader {

  private static final String THRESHOLDS = "thresholds";
  private static final Set<String> ACCEPTED = Set.of("finding", "reason", "until", "share");

  /** Keys by section and name without dashes and in lower case: environments cannot say more. */
  private static final Map<String, Key> BY_NAME = byName();

  private final Map<String, Given> given = new TreeMap<>();
  private final Map<String, Accepted> accepted = new LinkedHashMap<>();
  private Duration slow = ObserveSettings.DEFAULTS.slowThreshold();

  void file(Yaml document) {
    if (document.isNull()) {
      return; // all of it is commented out
    }
    YamlKeys top = YamlKeys.of(document, "the settings", Settings.SECTIONS);
    for (String section : List.of("observe", "agent")) {
      if (top.says(section)) {
        YamlKeys keys = YamlKeys.of(top.required(section), section, names(section));
        for (Key key : Key.values()) {
          if (key.section().equals(section) && keys.has(key.last())) {
            given(key.path(), keys.required(key.last()));
          }
        }
      }
    }
    if (top.says(THRESHOLDS)) {
      top.fieldsOf(THRESHOLDS).forEach((name, value) -> given(THRESHOLDS + "." + name, value));
    }
    if (top.optional("accepted") instanceof Yaml.Items list) {
      list.items().forEach(this::accept);
    } else if (top.says("accepted")) {
      throw top.required("accepted")
          .place()
          .wrong("accepted must be a list of {finding, reason, until, share}");
    }
  }

  private void given(String path, Yaml value) {
    List<String> texts = new ArrayList<>();
    for (Yaml each : value instanceof Yaml.Items list ? list.items() : List.of(value)) {
      if (!(each instanceof Yaml.Scalar scalar) || scalar.isNull()) {
        throw each.place().wrong(path + " needs a value");
      }
      texts.add(scalar.text());
    }
    given.put(path, new Given(path, List.copyOf(texts), value.place().toString()));
  }

  private void accept(Yaml item) {
    YamlKeys keys = YamlKeys.of(item, "an accepted finding", ACCEPTED);
    try {
      Accepted one =
          new Accepted(
              keys.text("finding"),
              keys.text("reason"),
              LocalDate.parse(keys.text("until")),
              Double.parseDouble(keys.text("share")));
      if (accepted.putIfAbsent(one.finding(), one) != null) {
        throw keys.place().wrong("the finding " + one.finding() + " is accepted twice");
      }
    } catch (DateTimeParseException e) {
      throw keys.required("until").place().wrong("'until' must be a day such as 2027-03-01");
    } catch (NumberFormatException e) {
      throw keys.required("share").place().wrong("'share' must be 0..1, such as 0.04");
    } catch (SettingsException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw keys.place().wrong(String.valueOf(e.getMessage()));
    }
  }

  void environment(Map<String, String> environment) {
    String stage = environment.getOrDefault("ENVIRONMENT", "").strip().toLowerCase(Locale.ROOT);
    if (stage.equals("production") || stage.equals("prod")) {
      slow = Duration.ofMillis(500);
    }
    millis(environment, "SLOW_QUERY_THRESHOLD_MS", Key.SLOW_THRESHOLD);
    millis(environment, "PERFORMANCE_THRESHOLD_MS", Key.SLOW_REQUEST_THRESHOLD);
    for (Map.Entry<String, String> each : new TreeMap<>(environment).entrySet()) {
      String[] words = each.getKey().split("_", 3);
      if (words.length == 3 && words[0].equals("HEADROOM")) {
        named(
            each.getKey(),
            words[1].toLowerCase(Locale.ROOT),
            words[2].toLowerCase(Locale.ROOT).replace('_', '-'),
            each.getValue(),
            path ->
                "HEADROOM_" + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT));
      }
    }
  }

  private void millis(Map<String, String> environment, String name, Key key) {
    String text = environment.getOrDefault(name, "").strip();
    if (text.isEmpty()) {
      return;
    }
    if (!text.matches("\\d{1,9}")) {
      throw new SettingsException(
          name + " must be whole milliseconds such as 100, was '" + text + "'");
    }
    given.put(key.path(), new Given(key.path(), List.of(text + "ms"), name));
  }

  void properties(Map<String, String> properties) {
    for (Map.Entry<String, String> each : new TreeMap<>(properties).entrySet()) {
      String[] words = each.getKey().split("\\.", 3);
      if (words.length == 3 && words[0].equals("headroom")) {
        named(each.getKey(), words[1], words[2], each.getValue(), path -> "headroom." + path);
      }
    }
  }

  /** A value under a name of a section that is ours; names of other sections are not. */
  private void named(
      String written, String section, String name, String value, Function<String, String> spelled) {
    if (section.equals(THRESHOLDS)) {
      String path = THRESHOLDS + "." + name;
      given.put(path, new Given(path, List.of(value), written));
      return;
    }
    Set<String> valid = names(section);
    if (valid.isEmpty()) {
      return;
    }
    Key key = BY_NAME.get(plain(section + "." + name));
    if (key == null) {
      Set<String> names = new TreeSet<>();
      valid.forEach(each -> names.add(spelled.apply(section + "." + each)));
      throw new SettingsException(Nearest.unknown("setting", written, names));
    }
    given.put(key.path(), new Given(key.path(), List.of(value), written));
  }

  Settings settings() {
    try {
      ObserveSettings observe = observe(ObserveSettings.DEFAULTS);
      Map<String, String> thresholds = new TreeMap<>();
      thresholds.put("slow", observe.slowThreshold().toMillis() + "ms");
      for (Given each : given.values()) {
        if (each.path().startsWith(THRESHOLDS)) {
          thresholds.put(each.path().substring(THRESHOLDS.length() + 1), each.text());
        }
      }
      return new Settings(
          observe, agent(AgentSettings.DEFAULTS), thresholds, List.copyOf(accepted.values()));
    } catch (Refused refused) {
      Given cause = given.get(refused.key().path());
      throw cause == null ? refused : cause.wrong(refused.expected());
    }
  }

  private ObserveSettings observe(ObserveSettings standard) {
    return new ObserveSettings(
        value(Key.SAMPLES, Given::flag, standard.samples()),
        value(Key.SLOW_THRESHOLD, Given::duration, slow),
        value(Key.SLOW_REQUEST_THRESHOLD, Given::duration, standard.slowRequestThreshold()),
        value(Key.MAX_ENDPOINTS, Given::whole, standard.maxEndpoints()),
        value(Key.MAX_STATEMENTS, Given::whole, standard.maxStatements()),
        value(Key.PROFILE, Given::flag, standard.profile()),
        value(Key.PLANS, Given::flag, standard.plans()));
  }

  private AgentSettings agent(AgentSettings standard) {
    return new AgentSettings(
        value(Key.PORT, Given::whole, standard.port()),
        value(Key.REPORT, Given::text, standard.report()),
        value(Key.APPLICATION, Given::list, standard.application()),
        value(Key.DRIVERS, Given::list, standard.drivers()));
  }

  private <T> T value(Key key, Function<Given, T> as, T otherwise) {
    Given written = given.get(key.path());
    return written == null ? otherwise : as.apply(written);
  }

  private static Set<String> names(String section) {
    Set<String> names = new HashSet<>();
    for (Key key : Key.values()) {
      if (key.section().equals(section)) {
        names.add(key.last());
      }
    }
    return Set.copyOf(names);
  }

  // No streams where every start of an observed JVM passes: the JVM makes a class of each lambda.
  private static Map<String, Key> byName() {
    Map<String, Key> keys = new HashMap<>();
    for (Key key : Key.values()) {
      keys.put(plain(key.path()), key);
    }
    return Map.copyOf(keys);
  }

  private static String plain(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
