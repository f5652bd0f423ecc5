package dev.headroom.prove;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run as it was written to a file: by {@code headroom load}, by k6 ({@code --summary-export}, or
 * a {@code handleSummary} of the whole data), or by wrk ({@code --latency}). Only the first has
 * blocks; of the others one figure a measure is all there is.
 *
 * @param name of the file
 * @param tool that wrote it
 * @param facts what two runs should have in common, by name
 * @param requests that ended
 * @param failed of these
 * @param figures by group and measure
 * @param invalid why it must not be believed, or empty
 */
record RunFile(
    String name,
    String tool,
    Map<String, String> facts,
    long requests,
    long failed,
    Map<String, Map<String, Figure>> figures,
    String invalid) {

  /**
   * A measure.
   *
   * @param value of the whole run, in milliseconds or per second
   * @param blocks of its stretches, where known
   */
  record Figure(double value, List<Double> blocks) {}

  static RunFile read(Path file) throws IOException {
    String text = Files.readString(file);
    String name = file.toString();
    if (text.stripLeading().startsWith("{")) {
      JsonNode tree;
      try {
        tree = JsonMapper.builder().build().readTree(text);
      } catch (JacksonException e) {
        throw new IllegalArgumentException(name + ": is not JSON: " + e.getOriginalMessage(), e);
      }
      if (tree.path("metrics").has("http_req_duration")) {
        return k6(name, tree.path("metrics"));
      }
      return load(name, LoadReportJson.read(file));
    }
    if (text.contains("Requests/sec:")) {
      return wrk(name, text);
    }
    throw new IllegalArgumentException(
        name
            + ": is neither a report.json of headroom load, nor a summary of k6, nor output of wrk");
  }

  private static RunFile load(String name, LoadReport report) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("scenario", report.scenario());
    facts.put("target", report.target());
    facts.put("machine", report.machine().processor() + ", " + report.machine().cores() + " cores");
    facts.put("plan", report.plan().toString());
    facts.put("seed", Long.toString(report.seed()));
    Map<String, Map<String, Figure>> figures = new LinkedHashMap<>();
    for (LoadReport.Group group : report.groups()) {
      Map<String, Figure> measures = new LinkedHashMap<>();
      List<LoadReport.BlockGroup> blocks = new ArrayList<>();
      for (LoadReport.Block block : report.blocks()) {
        LoadReport.BlockGroup seen = block.groups().get(group.name());
        if (seen != null) {
          blocks.add(seen);
        }
      }
      put(measures, "mean", group.response().meanMs(), blocks, LoadReport.BlockGroup::meanMs);
      put(measures, "p50", group.response().p50Ms(), blocks, LoadReport.BlockGroup::p50Ms);
      put(measures, "p95", group.response().p95Ms(), blocks, LoadReport.BlockGroup::p95Ms);
      put(measures, "p99", group.response().p99Ms(), blocks, LoadReport.BlockGroup::p99Ms);
      figures.put(group.name(), measures);
    }
    return new RunFile(
        name,
        "headroom load",
        facts,
        report.all().count(),
        report.all().failed(),
        figures,
        String.join("; ", report.invalid()));
  }

  private interface Of {
    double value(LoadReport.BlockGroup block);
  }

  /** A measure that some block does not carry has no blocks. */
  private static void put(
      Map<String, Figure> into,
      String measure,
      double value,
      List<LoadReport.BlockGroup> blocks,
      Of of) {
    if (value > 0) {
      List<Double> values = blocks.stream().map(of::value).toList();
      boolean all = values.stream().allMatch(each -> each > 0);
      into.put(measure, new Figure(value, all ? values : List.of()));
    }
  }

  private static RunFile k6(String name, JsonNode metrics) {
    Map<String, Figure> measures = new LinkedHashMap<>();
    JsonNode duration = values(metrics, "http_req_duration");
    single(measures, "mean", duration.path("avg").asDouble(-1));
    single(measures, "p50", duration.path("med").asDouble(-1));
    single(measures, "p95", duration.path("p(95)").asDouble(-1));
    single(measures, "p99", duration.path("p(99)").asDouble(-1));
    JsonNode failed = values(metrics, "http_req_failed");
    long requests = values(metrics, "http_reqs").path("count").asLong(0);
    // Of a rate metric "passes" are the requests that did fail.
    return new RunFile(
        name, "k6", Map.of(), requests, failed.path("passes").asLong(0), Map.of("*", measures), "");
  }

  /** The export has values beside the name, the data of handleSummary below it. */
  private static JsonNode values(JsonNode metrics, String metric) {
    JsonNode node = metrics.path(metric);
    return node.has("values") ? node.path("values") : node;
  }

  private static RunFile wrk(String name, String text) {
    Map<String, Figure> measures = new LinkedHashMap<>();
    for (String percentile : List.of("50", "99")) {
      Matcher line =
          Pattern.compile("(?m)^\\s*" + percentile + "(?:\\.000)?%\\s+([\\d.]+)(us|ms|s|m)\\s*$")
              .matcher(text);
      if (line.find()) {
        single(measures, "p" + percentile, millis(line.group(1), line.group(2)));
      }
    }
    Matcher mean = Pattern.compile("(?m)^\\s*Latency\\s+([\\d.]+)(us|ms|s|m)\\s").matcher(text);
    if (mean.find()) {
      single(measures, "mean", millis(mean.group(1), mean.group(2)));
    }
    Matcher requests = Pattern.compile("(\\d+) requests in ").matcher(text);
    Matcher bad = Pattern.compile("Non-2xx or 3xx responses: (\\d+)").matcher(text);
    Matcher socket =
        Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)")
            .matcher(text);
    long failed = bad.find() ? Long.parseLong(bad.group(1)) : 0;
    if (socket.find()) {
      for (int i = 1; i <= 4; i++) {
        failed += Long.parseLong(socket.group(i));
      }
    }
    return new RunFile(
        name,
        "wrk",
        Map.of(),
        requests.find() ? Long.parseLong(requests.group(1)) : 0,
        failed,
        Map.of("*", measures),
        "");
  }

  private static double millis(String number, String unit) {
    double value = Double.parseDouble(number);
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "us" -> value / 1_000;
      case "s" -> value * 1_000;
      case "m" -> value * 60_000;
      default -> value;
    };
  }

  private static void single(Map<String, Figure> into, String measure, double value) {
    if (value > 0) {
      into.put(measure, new Figure(value, List.of()));
    }
  }
}
