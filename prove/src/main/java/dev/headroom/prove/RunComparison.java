package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Verdict;
import dev.headroom.stats.Holm;
import dev.headroom.stats.Judged;
import dev.headroom.stats.PairedVerdict;
import dev.headroom.stats.UnpairedVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two runs of a load, made at different times. The same rule of verdicts as in a proof, on the
 * runs' blocks; p50, p95 and p99 of a group are judged together (Holm). What is not in any interval
 * is what else changed between the runs: that is what {@code headroom prove --before --after} is
 * for.
 *
 * @param version of this shape
 * @param before file of the first run
 * @param after file of the other
 * @param lines one a group and measure that both have
 * @param errors whether the second fails no more often
 * @param caveats what to know about the verdicts, the first always the same
 */
public record RunComparison(
    int version,
    String before,
    String after,
    List<Line> lines,
    Comparison.Errors errors,
    List<String> caveats) {

  private static final String DAYS =
      "two runs at two times: what else changed between them (machine, neighbours, data) is in these"
          + " differences; headroom prove --before URL --after URL alternates instead";

  /** Copies the lists. */
  public RunComparison {
    lines = List.copyOf(lines);
    caveats = List.copyOf(caveats);
  }

  /**
   * A measure.
   *
   * @param group the scenario's group, or {@code *}
   * @param measure {@code mean}, {@code p50}, {@code p95} or {@code p99}
   * @param beforeMs of the whole first run
   * @param afterMs of the other
   * @param effect ratio after / before; low and high are -1 where there is no interval
   * @param reason why there is none, or empty
   */
  public record Line(
      String group,
      String measure,
      double beforeMs,
      double afterMs,
      Effect effect,
      String reason) {}

  /**
   * Compares two files.
   *
   * @param before {@code report.json} of headroom load, k6's summary as JSON, or wrk's output
   * @param after the same of the other run
   * @return the comparison
   * @throws IOException if a file cannot be read
   * @throws IllegalArgumentException if a file is none of these
   */
  public static RunComparison of(Path before, Path after) throws IOException {
    return of(RunFile.read(before), RunFile.read(after));
  }

  static RunComparison of(RunFile a, RunFile b) {
    List<String> caveats = new ArrayList<>();
    caveats.add(DAYS);
    String invalid = "";
    for (RunFile run : List.of(a, b)) {
      if (!run.invalid().isEmpty()) {
        caveats.add(run.name() + " must not be believed: " + run.invalid());
        invalid = "a run that must not be believed";
      }
    }
    if (!a.tool().equals(b.tool())) {
      caveats.add("different tools: " + a.tool() + " and " + b.tool() + " do not measure the same");
      invalid = "different tools";
    }
    a.facts()
        .forEach(
            (fact, value) -> {
              String other = b.facts().get(fact);
              if (other != null && !other.equals(value)) {
                caveats.add("different " + fact + ": " + value + " and " + other);
              }
            });
    Comparison.Errors errors =
        new Comparison.Errors(
            "*",
            a.requests(),
            a.failed(),
            b.requests(),
            b.failed(),
            ComparisonErrors.standing(a.failed(), a.requests(), b.failed(), b.requests()));
    boolean failing =
        errors.standing() == Comparison.Standing.WORSE
            || errors.standing() == Comparison.Standing.NOT_SHOWN;
    List<Line> lines = new ArrayList<>();
    for (var group : a.figures().entrySet()) {
      Map<String, RunFile.Figure> other = b.figures().get(group.getKey());
      if (other != null) {
        lines.addAll(lines(group.getKey(), group.getValue(), other, invalid, failing));
      } else {
        caveats.add("group '" + group.getKey() + "' is only in " + a.name());
      }
    }
    b.figures().keySet().stream()
        .filter(group -> !a.figures().containsKey(group))
        .forEach(group -> caveats.add("group '" + group + "' is only in " + b.name()));
    return new RunComparison(1, a.name(), b.name(), lines, errors, caveats);
  }

  private static List<Line> lines(
      String group,
      Map<String, RunFile.Figure> before,
      Map<String, RunFile.Figure> after,
      String invalid,
      boolean failing) {
    List<Line> lines = new ArrayList<>();
    List<Judged> judged = new ArrayList<>();
    for (var entry : before.entrySet()) {
      RunFile.Figure a = entry.getValue();
      RunFile.Figure b = after.get(entry.getKey());
      if (b == null) {
        continue;
      }
      int blocks = Math.min(a.blocks().size(), b.blocks().size());
      double ratio = b.value() / a.value();
      Judged one =
          blocks < 2
              ? new Judged(new Effect(ratio, -1, -1, blocks, -1, Verdict.INCONCLUSIVE), 1)
              : UnpairedVerdict.judge(array(a.blocks()), array(b.blocks()));
      String reason =
          blocks < 2
              ? "one figure a run: no interval"
              : blocks < UnpairedVerdict.LEAST_BLOCKS
                  ? blocks + " blocks; a verdict needs " + UnpairedVerdict.LEAST_BLOCKS
                  : "";
      if (!invalid.isEmpty() || (failing && one.effect().verdict() == Verdict.FASTER)) {
        reason = invalid.isEmpty() ? "it fails more often: not faster" : invalid;
        one = one.withdrawn();
      }
      judged.add(one);
      lines.add(new Line(group, entry.getKey(), a.value(), b.value(), one.effect(), reason));
    }
    double[] adjusted = Holm.adjust(judged.stream().mapToDouble(Judged::p).toArray());
    for (int i = 0; i < adjusted.length; i++) {
      if (adjusted[i] > PairedVerdict.ALPHA
          && judged.get(i).effect().verdict() != Verdict.INCONCLUSIVE) {
        Line line = lines.get(i);
        lines.set(
            i,
            new Line(
                line.group(),
                line.measure(),
                line.beforeMs(),
                line.afterMs(),
                judged.get(i).withdrawn().effect(),
                "taken back: several measures are judged together"));
      }
    }
    return lines;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Whether anything got worse.
   *
   * @return true if a measure is SLOWER, or more requests fail
   */
  public boolean worse() {
    return errors.standing() == Comparison.Standing.WORSE
        || lines.stream().anyMatch(line -> line.effect().verdict() == Verdict.SLOWER);
  }

  /**
   * As a table of at most 100 columns, the caveats below it.
   *
   * @return lines, each ended
   */
  public String toText() {
    StringBuilder text = new StringBuilder();
    row(text, "", "", "before", "after", "change", "95 % interval", "could show", "verdict");
    for (Line line : lines) {
      Effect effect = line.effect();
      boolean known = effect.low() >= 0;
      row(
          text,
          line.group().equals("*") ? "all" : line.group(),
          line.measure(),
          ReportNumbers.millis(line.beforeMs()),
          ReportNumbers.millis(line.afterMs()),
          ReportNumbers.change(effect.ratio()),
          known ? ReportNumbers.interval(effect) : ReportNumbers.UNKNOWN,
          known ? ReportNumbers.share(effect.smallest()) : ReportNumbers.UNKNOWN,
          ReportNumbers.verdict(effect.verdict(), line.measure())
              + (line.reason().isEmpty() ? "" : " (" + line.reason() + ")"));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "failed: %d of %d before, %d of %d after: %s%n",
            errors.beforeErrors(),
            errors.beforeRequests(),
            errors.afterErrors(),
            errors.afterRequests(),
            errors.standing().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
    caveats.forEach(caveat -> text.append("! ").append(caveat).append(System.lineSeparator()));
    return text.toString();
  }

  private static void row(StringBuilder text, Object... cells) {
    text.append(String.format(Locale.ROOT, "%-16.16s %-5s %9s %9s %9s %18s %10s  %s%n", cells));
  }

  /**
   * As JSON.
   *
   * @return indented
   */
  public String toJson() {
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(this);
  }
}
