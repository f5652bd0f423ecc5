package dev.headroom.services.testing;

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

/** What is there to be found, as {@code findings-truth.txt} states it. */
public final class FindingsTruth {

  private final List<Line> lines;

  private FindingsTruth(List<Line> lines) {
    this.lines = lines;
  }

  /**
   * A cause that is there under conditions.
   *
   * @param must whether it has to be named
   * @param kind what kind of cause
   * @param endpoint method and route template, or {@code *}
   * @param tables one of them is read
   * @param when fixes that are on or off, and whether somebody writes
   */
  public record Line(
      boolean must, FindingKind kind, String endpoint, List<String> tables, List<String> when) {

    boolean holds(Set<String> on, boolean busy) {
      return when.stream()
          .allMatch(
              condition ->
                  switch (condition.charAt(0)) {
                    case '+' -> on.contains(condition.substring(1));
                    case '-' -> !on.contains(condition.substring(1));
                    default ->
                        condition.equals("always") || condition.equals(busy ? "busy" : "quiet");
                  });
    }

    /** A finding names it as the fix that cures it would match it. */
    public boolean isNamedBy(Finding finding) {
      return tables.stream()
          .anyMatch(table -> new Fix.Remedy(kind, endpoint, table).matches(finding));
    }
  }

  /**
   * Reads {@code findings-truth.txt}, which lies beside a test.
   *
   * @param test the test
   * @param base what all its routes begin with
   */
  public static FindingsTruth read(Class<?> test, String base) throws IOException {
    try (InputStream in = Objects.requireNonNull(test.getResourceAsStream("findings-truth.txt"))) {
      List<Line> lines = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line(line.strip(), base));
        }
      }
      return new FindingsTruth(lines);
    }
  }

  private static Line line(String text, String base) {
    String[] parts = Arrays.stream(text.split("\\|")).map(String::strip).toArray(String[]::new);
    String[] head = parts[0].split(" +", -1);
    String place = parts[1];
    String[] route = place.split(" ", -1);
    return new Line(
        head[0].equals("must"),
        FindingKind.valueOf(head[1].replace('-', '_').toUpperCase(Locale.ROOT)),
        place.equals("*") ? place : route[0] + " " + base + route[1],
        List.of(parts[2].split(", *")),
        List.of(parts[3].split(" +", -1)));
  }

  /** What has to be named. */
  public List<Line> required(Set<String> on, boolean busy) {
    return lines.stream().filter(line -> line.must() && line.holds(on, busy)).toList();
  }

  /** Whether a finding is true. */
  public boolean isTrue(Finding finding, Set<String> on, boolean busy) {
    return lines.stream().anyMatch(line -> line.holds(on, busy) && line.isNamedBy(finding));
  }
}
