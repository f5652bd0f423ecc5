package dev.headroom.prove;

import dev.headroom.loop.Effect;
import dev.headroom.loop.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A report on one screen of 100 columns. Colour only when told, since only the caller knows whether
 * a terminal reads it; without {@code unicode} every character is ASCII.
 */
public final class ConsoleReport {

  private static final int WIDTH = 100;
  private static final int MOST_FINDINGS = 5;

  private final Report report;
  private final ReportHeadline headline;
  private final boolean colour;
  private final boolean unicode;
  private final List<String> lines = new ArrayList<>();

  private ConsoleReport(Report report, boolean colour, boolean unicode) {
    this.report = report;
    this.headline = ReportHeadline.of(report);
    this.colour = colour;
    this.unicode = unicode;
  }

  /**
   * The screen.
   *
   * @param report what to show
   * @param colour whether the output is a terminal that shows colour
   * @param unicode whether it shows more than ASCII
   */
  public static String text(Report report, boolean colour, boolean unicode) {
    ConsoleReport screen = new ConsoleReport(report, colour, unicode);
    screen.headline();
    screen.latency();
    screen.findings();
    screen.fixes();
    screen.budgets();
    screen.caveats();
    return String.join("\n", screen.lines) + "\n";
  }

  private void headline() {
    add(bold(fit(headline.sentence(), WIDTH)));
    for (Comparison comparison : headline.toJudged()) {
      comparison
          .line("*", ReportHeadline.CPU)
          .ifPresent(
              line -> {
                Effect effect = line.proof().effect();
                add(
                    fit(
                        String.format(
                            Locale.ROOT,
                            "  CPU per request  %s %s %s: %s, was %s (%s)",
                            ReportNumbers.words(effect),
                            ReportNumbers.joint(effect),
                            headline.lower(comparison.before()),
                            ReportNumbers.millis(line.after()),
                            ReportNumbers.millis(line.before()),
                            ReportNumbers.wordsInterval(effect)),
                        WIDTH));
              });
    }
    String fewSamples =
        headline.withoutP95().isEmpty()
            ? ""
            : "too few samples: " + String.join(", ", headline.withoutP95());
    String slowest =
        headline
            .worst()
            .map(
                group ->
                    group.name()
                        + " "
                        + ReportNumbers.millis(group.p95Ms())
                        + ", was "
                        + ReportNumbers.millis(headline.worstBefore()))
            .orElse("");
    if (!slowest.isEmpty() || !fewSamples.isEmpty()) {
      String between = slowest.isEmpty() || fewSamples.isEmpty() ? "" : "; ";
      add("  p95, slowest     " + slowest + between + fewSamples);
    }
    if (!report.budgets().isEmpty()) {
      add("  Budgets          " + headline.budgetWords());
    }
  }

  private void latency() {
    headline
        .main()
        .ifPresent(
            comparison -> {
              title(
                  "Response times, "
                      + headline.lower(comparison.before())
                      + " -> "
                      + headline.lower(comparison.after()));
              add(
                  String.format(
                      Locale.ROOT,
                      "  %-16s %22s %22s %10s  %s",
                      "",
                      "p50",
                      "p95",
                      "change",
                      "95 % interval"));
              for (Comparison.Errors group : comparison.errors()) {
                add(row(comparison, group.group()));
              }
            });
  }

  private String row(Comparison comparison, String group) {
    Comparison.Line last =
        comparison.line(group, "p95").or(() -> comparison.line(group, "p50")).orElse(null);
    String verdict = last == null ? "" : change(last.proof().effect());
    return String.format(
        Locale.ROOT,
        "  %-16s %22s %22s %s",
        fit(group.equals("*") ? "all requests" : group, 16),
        two(comparison, group, "p50"),
        two(comparison, group, "p95"),
        verdict);
  }

  private static String two(Comparison comparison, String group, String measure) {
    return comparison
        .line(group, measure)
        .map(l -> ReportNumbers.millis(l.before()) + " -> " + ReportNumbers.millis(l.after()))
        .orElse(ReportNumbers.UNKNOWN);
  }

  private String change(Effect effect) {
    String text =
        String.format(
            Locale.ROOT,
            "%10s  %s",
            ReportNumbers.change(effect.ratio()),
            ReportNumbers.interval(effect));
    return effect.verdict() == Verdict.FASTER
        ? green(text)
        : effect.verdict() == Verdict.SLOWER
            ? red(text)
            : text + (effect.verdict() == Verdict.INCONCLUSIVE ? "  ?" : "  =");
  }

  private void findings() {
    title(report.findings().isEmpty() ? "No cause found" : "Causes, by share of all time as found");
    for (Report.Cause cause : report.findings().stream().limit(MOST_FINDINGS).toList()) {
      add(
          fit(
              String.format(
                  Locale.ROOT,
                  "  %6s  %-14s %s",
                  ReportNumbers.share(cause.finding().shareOfTime()),
                  cause.finding().kind().id(),
                  cause.finding().summary()),
              WIDTH));
      add(
          fit(
              "          fix "
                  + (cause.fixes().isEmpty() ? "none declared" : String.join(", ", cause.fixes()))
                  + (cause.finding().codeLine().isEmpty()
                      ? ""
                      : "; from " + cause.finding().codeLine()),
              WIDTH));
    }
    if (report.findings().size() > MOST_FINDINGS) {
      add("          " + (report.findings().size() - MOST_FINDINGS) + " more in the report");
    }
    for (Report.Promise promise : report.promises()) {
      if (promise.overPromises()) {
        add(
            fit(
                String.format(
                    Locale.ROOT,
                    "  %s promises too much: %d fixes brought %s of what was expected",
                    promise.kind(),
                    promise.fixes(),
                    ReportNumbers.share(promise.ratio())),
                WIDTH));
      }
    }
  }

  private void fixes() {
    List<Attribution.Part> parts =
        report.attribution().parts().stream()
            .filter(p -> p.group().equals("*") && p.measure().equals(ReportHeadline.CPU))
            .sorted(Comparator.comparingDouble(p -> p.effect().ratio()))
            .toList();
    if (!parts.isEmpty()) {
      title("What each fix brought: CPU per request, on against off");
      for (Attribution.Part part : parts) {
        add(String.format(Locale.ROOT, "  %-24s %s", fit(part.fix(), 24), change(part.effect())));
      }
    }
  }

  private void budgets() {
    if (report.budgets().isEmpty()) {
      return;
    }
    title("Budgets");
    for (BudgetCheck check : report.budgets()) {
      String state = BudgetWords.state(check.state());
      String text =
          String.format(
              Locale.ROOT,
              "  %-10s  %-16s %-26s %s",
              state,
              fit(check.budget().id(), 16),
              fit(groupOf(check) + " " + BudgetWords.measure(check.budget()), 26),
              check.state() == BudgetCheck.State.NOT_JUDGED
                  ? check.reason()
                  : BudgetWords.value(check.budget(), check.measured())
                      + ", "
                      + BudgetWords.limit(check.budget()));
      text = fit(text, WIDTH);
      add(check.state() == BudgetCheck.State.FAIL ? red(text) : text);
    }
  }

  private static String groupOf(BudgetCheck check) {
    return check.budget().endpoint().equals("*") ? "all requests" : check.budget().endpoint();
  }

  private void caveats() {
    add("");
    add(
        headline.validRounds()
            + " of "
            + headline.rounds()
            + " rounds count, seed "
            + report.seed());
    for (Report.InvalidBlock block : report.invalid().stream().limit(3).toList()) {
      add(fit("  not counted: round " + (block.round() + 1) + ", " + block.reason(), WIDTH));
    }
    for (Report.Integrity.Difference difference : report.integrity().differences()) {
      add(
          red(
              fit(
                  "  answers differ: " + difference.request() + ", " + difference.detail(),
                  WIDTH)));
    }
  }

  private void title(String text) {
    add("");
    add(bold(fit(text, WIDTH)));
  }

  private void add(String line) {
    lines.add(unicode ? line.replace("->", "\u2192") : ascii(line));
  }

  /** What the service wrote is shown without control characters: they could drive a terminal. */
  private static String fit(String text, int width) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.length() <= width ? clean : clean.substring(0, width - 3) + "...";
  }

  private static String ascii(String text) {
    return text.replace('\u2212', '-')
        .replace('\u2013', '-')
        .replace('\u00d7', 'x')
        .replace('\u00b5', 'u')
        .replaceAll("[^\\x1b\\x20-\\x7e]", "?");
  }

  private String bold(String text) {
    return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  private String green(String text) {
    return colour ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  private String red(String text) {
    return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
  }
}
