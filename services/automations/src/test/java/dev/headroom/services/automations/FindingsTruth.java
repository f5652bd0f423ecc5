package dev.headroom.services.automations;

import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A line of {@code findings-truth.txt}: a cause that is there under conditions.
 *
 * @param must whether it has to be named
 * @param kind what kind of cause
 * @param endpoint method and route template, or {@code *}
 * @param tables one of them is read
 * @param when fixes that are on or off
 */
record FindingsTruth(
    boolean must, FindingKind kind, String endpoint, List<String> tables, List<String> when) {

  static List<FindingsTruth> read() throws IOException {
    try (InputStream in = FindingsTruth.class.getResourceAsStream("findings-truth.txt")) {
      List<FindingsTruth> lines = new ArrayList<>();
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line(line.strip()));
        }
      }
      return lines;
    }
  }

  private static FindingsTruth line(String text) {
    String[] parts = Arrays.stream(text.split("\\|")).map(String::strip).toArray(String[]::new);
    String[] head = parts[0].split(" +", -1);
    String[] route = parts[1].split(" ", -1);
    return new FindingsTruth(
        head[0].equals("must"),
        FindingKind.valueOf(head[1].replace('-', '_').toUpperCase(Locale.ROOT)),
        route.length == 1 ? parts[1] : route[0] + " /api/v1" + route[1],
        List.of(parts[2].split(", *")),
        List.of(parts[3].split(" +", -1)));
  }

  boolean holds(Set<String> on) {
    return when.stream()
        .allMatch(
            condition ->
                condition.equals("always")
                    || on.contains(condition.substring(1)) == condition.startsWith("+"));
  }

  /** A finding names it as the fix that cures it would match it. */
  boolean isNamedBy(Finding finding) {
    return tables.stream()
        .anyMatch(table -> new Fix.Remedy(kind, endpoint, table).matches(finding));
  }
}
