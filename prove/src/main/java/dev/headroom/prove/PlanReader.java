package dev.headroom.prove;

import dev.headroom.prove.LoadPlan.Kind;
import dev.headroom.prove.LoadPlan.Phase;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads the {@code load:} of a scenario; {@link ScenarioReader} tells its form. */
final class PlanReader {

  private static final Set<String> KINDS = new TreeSet<>();

  static {
    for (Kind kind : Kind.values()) {
      KINDS.add(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private final boolean closed;
  private final String level;
  private final List<Phase> phases = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private PlanReader(boolean closed) {
    this.closed = closed;
    this.level = closed ? "users" : "rate";
  }

  static LoadPlan read(Yaml value) {
    YamlKeys all = YamlKeys.of(value, "the load", Set.of("model", "arrivals", "think", "phases"));
    boolean closed = all.oneOf("model", Set.of("open", "closed"), "open").equals("closed");
    if (closed && all.has("arrivals")) {
      throw all.place("arrivals")
          .wrong("'arrivals' is for the open model; users of the closed one have 'think'");
    }
    if (!closed && all.has("think")) {
      throw all.place("think")
          .wrong(
              "'think' of the load is for the closed model; write 'model: closed', or think in a flow");
    }
    boolean constant =
        all.oneOf("arrivals", Set.of("poisson", "constant"), "poisson").equals("constant");
    PlanReader reader = new PlanReader(closed);
    for (Yaml item : all.items("phases")) {
      reader.phase(item);
    }
    if (reader.phases.stream().noneMatch(Phase::measured)) {
      throw all.place("phases").wrong("a load needs a phase that is no warm-up");
    }
    return new LoadPlan(
        closed,
        constant ? Load.Spacing.CONSTANT : Load.Spacing.POISSON,
        all.duration("think", Duration.ZERO),
        reader.phases);
  }

  private void phase(Yaml item) {
    YamlKeys any =
        YamlKeys.of(
            item,
            "a phase",
            Set.of("phase", "name", "for", "rate", "users", "from", "to", "steps"));
    Kind kind =
        Kind.valueOf(
            any.oneOf("phase", KINDS, any.text("phase"))
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
    boolean slope = kind == Kind.RAMP || kind == Kind.STRESS;
    Set<String> valid = new TreeSet<>(Set.of("phase", "name", "for"));
    valid.addAll(slope ? Set.of("from", "to") : Set.of(level));
    if (kind == Kind.STRESS) {
      valid.add("steps");
    }
    YamlKeys keys = YamlKeys.of(item, "a phase '" + any.text("phase") + "'", valid);
    keys.required("for");
    Duration length = keys.duration("for", Duration.ZERO);
    if (length.isZero()) {
      throw keys.place("for").wrong("'for' must be longer than 0");
    }
    String written = keys.optionalText("name");
    String name = written == null ? any.text("phase").toLowerCase(Locale.ROOT) : written;
    if (!slope) {
      double at = number(keys, level);
      add(item, name, kind, length, at, at);
      return;
    }
    double before = phases.isEmpty() ? 0 : phases.get(phases.size() - 1).to();
    double from = keys.has("from") ? number(keys, "from") : before;
    double to = number(keys, "to");
    if (kind == Kind.RAMP) {
      add(item, name, kind, length, from, to);
      return;
    }
    int steps = keys.whole("steps", 2, 100, 5);
    for (int i = 0; i < steps; i++) {
      double at = from + (to - from) * i / (steps - 1);
      at = closed ? Math.round(at) : Math.round(at * 10) / 10.0;
      add(
          item,
          name + " " + ReportNumbers.number(at).replaceAll("\\.0+$", "") + (closed ? "" : "/s"),
          kind,
          length.dividedBy(steps),
          at,
          at);
    }
  }

  private void add(Yaml item, String name, Kind kind, Duration length, double from, double to) {
    String own = name;
    for (int i = 2; !names.add(own); i++) {
      own = name + " " + i;
    }
    try {
      phases.add(new Phase(own, kind, length, from, to));
    } catch (IllegalArgumentException e) {
      throw item.place().wrong(String.valueOf(e.getMessage()));
    }
  }

  private double number(YamlKeys keys, String key) {
    String text = keys.text(key);
    if (closed) {
      return keys.whole(key, 0, 1_000_000);
    }
    if (!text.matches("\\d{1,8}(\\.\\d{1,6})?")) {
      throw keys.required(key)
          .place()
          .wrong("'" + key + "' must be a number of starts per second, was '" + text + "'");
    }
    return Double.parseDouble(text);
  }
}
