package dev.headroom.advise;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A plan's text for reports: every literal of the application's data is masked. */
final class PlanText {

  private static final Pattern STRING = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.$\"])-?\\d+(?:\\.\\d+)?(?!\\w)");
  private static final Pattern LABEL = Pattern.compile("^\\s*([A-Z][A-Za-z0-9 -]*):");
  // The labels whose numbers are figures; what follows any other is an expression.
  private static final Set<String> FIGURES =
      Set.of(
          "Buffers",
          "Planning",
          "Planning Time",
          "Execution Time",
          "Rows Removed by Filter",
          "Rows Removed by Index Recheck",
          "Rows Removed by Join Filter",
          "Heap Fetches",
          "Heap Blocks",
          "Index Searches",
          "Workers Planned",
          "Workers Launched",
          "Sort Method",
          "Buckets",
          "Batches",
          "Planned Partitions",
          "Hits",
          "Worker 0",
          "Worker 1",
          "Worker 2",
          "Worker 3",
          "Full-sort Groups",
          "Pre-sorted Groups",
          "Storage",
          "JIT",
          "Functions",
          "Timing",
          "I/O Timings",
          "Cache Mode",
          "Window",
          "Tuples Inserted",
          "Conflicting Tuples",
          "Trigger",
          "Memory");

  private PlanText() {}

  static String masked(String plan) {
    return plan.lines().map(PlanText::line).collect(Collectors.joining("\n"));
  }

  private static String line(String line) {
    String masked = STRING.matcher(line).replaceAll("?");
    Matcher label = LABEL.matcher(masked);
    if (label.find() && !FIGURES.contains(label.group(1)) && !masked.contains("(cost=")) {
      return masked.substring(0, label.end())
          + NUMBER.matcher(masked.substring(label.end())).replaceAll("?");
    }
    return masked;
  }
}
