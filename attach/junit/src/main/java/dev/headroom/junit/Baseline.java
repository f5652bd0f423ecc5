package dev.headroom.junit;

import dev.headroom.loop.Finding;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The file of accepted findings, the same list as {@code accepted} in {@code headroom.yml}, with
 * executions in place of shares: a finding comes back when its day has passed, or when it executes
 * more than half as often again as when it was accepted.
 */
final class Baseline {

  private static final Object WRITING = new Object();
  private static final Set<String> KEYS = Set.of("finding", "reason", "until", "executions");

  private final Path file;
  private final Map<String, Accepted> accepted;

  /** An accepted finding; 0 executions for any number. */
  record Accepted(String finding, String reason, LocalDate until, int executions) {}

  /** A finding that nobody accepted, and why its acceptance does not hold. */
  record New(Finding finding, String why) {}

  private Baseline(Path file, Map<String, Accepted> accepted) {
    this.file = file;
    this.accepted = accepted;
  }

  static Baseline of(String name) {
    return read(Path.of("src", "test", "resources").resolve(name));
  }

  static Baseline read(Path file) {
    Map<String, Accepted> accepted = new LinkedHashMap<>();
    if (Files.exists(file)) {
      Yaml document = Yaml.read(file);
      if (!document.isNull()) {
        YamlKeys top = YamlKeys.of(document, "the baseline", Set.of("accepted"));
        for (Yaml item : top.items("accepted")) {
          Accepted one = accepted(YamlKeys.of(item, "an accepted finding", KEYS));
          accepted.put(one.finding(), one);
        }
      }
    }
    return new Baseline(file, accepted);
  }

  private static Accepted accepted(YamlKeys keys) {
    LocalDate until;
    try {
      until = LocalDate.parse(keys.text("until"));
    } catch (DateTimeParseException e) {
      throw keys.place("until").wrong("'until' must be a day such as 2027-03-01");
    }
    return new Accepted(
        keys.text("finding"),
        keys.text("reason"),
        until,
        keys.whole("executions", 0, Integer.MAX_VALUE, 0));
  }

  Path file() {
    return file;
  }

  List<New> unaccepted(List<Finding> found, LocalDate today) {
    List<New> unaccepted = new ArrayList<>();
    for (Finding finding : found) {
      String why = whyNot(finding, accepted.get(finding.id()), today);
      if (why != null) {
        unaccepted.add(new New(finding, why));
      }
    }
    return unaccepted;
  }

  private static @Nullable String whyNot(Finding finding, @Nullable Accepted by, LocalDate today) {
    if (by == null) {
      return "";
    }
    if (today.isAfter(by.until())) {
      return "accepted until " + by.until() + " (" + by.reason() + "): that day has passed";
    }
    long executions = finding.evidence().executions();
    if (by.executions() > 0 && executions > 1.5 * by.executions()) {
      return "accepted at " + by.executions() + " executions, now " + executions + ": it has grown";
    }
    return null;
  }

  /** Adds what is found to the file, for a year; what was accepted before keeps its reason. */
  void accept(List<Finding> found, LocalDate today) {
    synchronized (WRITING) {
      Map<String, Accepted> all = new TreeMap<>(read(file).accepted);
      boolean changed = false;
      for (Finding finding : found) {
        if (whyNot(finding, all.get(finding.id()), today) != null) {
          Accepted before = all.get(finding.id());
          all.put(finding.id(), acceptance(finding, before, today));
          changed = true;
        }
      }
      if (changed) {
        write(all);
      }
    }
  }

  private static Accepted acceptance(Finding finding, @Nullable Accepted before, LocalDate today) {
    return new Accepted(
        finding.id(),
        before != null
            ? before.reason()
            : "TODO: why is it fine? Found in "
                + finding.endpoint()
                + (finding.codeLine().isEmpty() ? "" : ", " + finding.codeLine()),
        today.plusYears(1),
        (int) Math.min(Integer.MAX_VALUE, finding.evidence().executions()));
  }

  private void write(Map<String, Accepted> all) {
    StringBuilder text = new StringBuilder("accepted:\n");
    all.values().forEach(one -> text.append(yaml(one)));
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      Path written = Files.createTempFile(directory, "headroom", ".yml");
      Files.writeString(written, text);
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the baseline " + file, e);
    }
  }

  static String yaml(Accepted one) {
    return "  - finding: "
        + one.finding()
        + "\n    reason: \""
        + one.reason().replace("\\", "\\\\").replace("\"", "\\\"")
        + "\"\n    until: "
        + one.until()
        + "\n    executions: "
        + one.executions()
        + "\n";
  }

  /** What to paste into the file. */
  static String toPaste(Finding finding, LocalDate today) {
    return yaml(
        new Accepted(
            finding.id(),
            "why it is fine",
            today.plusYears(1),
            (int) Math.min(Integer.MAX_VALUE, finding.evidence().executions())));
  }
}
