package dev.headroom.cli;

import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a reference service must do, and what makes it so: its {@code verification.yml}.
 *
 * @param users at once for the targets under load
 * @param pause between a user's requests
 * @param warmUp before the figures
 * @param length of the figures
 * @param leaveOut names of the scenario's steps that write
 * @param checks by name
 * @param budgets by id
 * @param capacities what a proof must have shown
 * @param fixes by id
 */
record VerificationFile(
    int users,
    Duration pause,
    Duration warmUp,
    Duration length,
    Set<String> leaveOut,
    Map<String, Asked> checks,
    Map<String, Asked> budgets,
    List<Capacity> capacities,
    Map<String, Made> fixes) {

  /** How many times as many requests a second as the service as found. */
  record Capacity(String id, String requirement, double least) {}

  /** Which requirement asks for it, in words, and the fixes that it rests on. */
  record Asked(String requirement, String says, List<String> fixes) {}

  /** How a fix does it, and where that stands. */
  record Made(String how, List<String> code, List<String> settings, String page) {
    static final Made UNKNOWN = new Made("", List.of(), List.of(), "");
  }

  /** Of a check; nothing where the file does not name it. */
  Asked asked(String check) {
    return checks.getOrDefault(check, new Asked("", "", List.of()));
  }

  static VerificationFile read(Path file) throws IOException {
    YamlKeys keys =
        YamlKeys.of(
            Yaml.read(file.getFileName().toString(), Files.readString(file)),
            "a verification",
            Set.of(
                "verification",
                "users",
                "pause",
                "warm-up",
                "for",
                "leave-out",
                "checks",
                "budgets",
                "capacities",
                "fixes"));
    Map<String, Made> fixes = new LinkedHashMap<>();
    keys.fieldsOf("fixes").forEach((id, value) -> fixes.put(id, made(value)));
    return new VerificationFile(
        keys.whole("users", 1, 10_000),
        keys.duration("pause", Duration.ZERO),
        keys.duration("warm-up", Duration.ZERO),
        keys.duration("for", Duration.ofSeconds(10)),
        new TreeSet<>(texts(keys.optional("leave-out"))),
        asked(keys, "checks", "check", fixes.keySet()),
        asked(keys, "budgets", "budget", fixes.keySet()),
        capacities(keys),
        fixes);
  }

  private static Map<String, Asked> asked(
      YamlKeys keys, String list, String id, Set<String> fixes) {
    Map<String, Asked> all = new LinkedHashMap<>();
    for (Yaml item : keys.items(list)) {
      YamlKeys one = YamlKeys.of(item, "a " + id, Set.of(id, "requirement", "says", "fixes"));
      String says = one.optionalText("says");
      List<String> rests = texts(one.optional("fixes"));
      for (String fix : rests) {
        if (!fixes.contains(fix)) {
          throw one.place("fixes").wrong(dev.headroom.loop.Nearest.unknown("fix", fix, fixes));
        }
      }
      all.put(one.text(id), new Asked(one.text("requirement"), says == null ? "" : says, rests));
    }
    return all;
  }

  private static List<Capacity> capacities(YamlKeys keys) {
    return keys.optional("capacities") == null
        ? List.of()
        : keys.items("capacities").stream()
            .map(
                item -> YamlKeys.of(item, "a capacity", Set.of("capacity", "requirement", "least")))
            .map(
                one ->
                    new Capacity(
                        one.text("capacity"), one.text("requirement"), one.whole("least", 1, 1000)))
            .toList();
  }

  private static Made made(Yaml value) {
    YamlKeys keys = YamlKeys.of(value, "a fix", Set.of("how", "code", "settings", "page"));
    return new Made(
        keys.text("how"),
        texts(keys.optional("code")),
        texts(keys.optional("settings")),
        keys.text("page"));
  }

  private static List<String> texts(@Nullable Yaml value) {
    return value == null
        ? List.of()
        : value instanceof Yaml.Items items
            ? items.items().stream().map(item -> YamlKeys.text(item, "an entry")).toList()
            : List.of(YamlKeys.text(value, "an entry"));
  }
}
