package dev.headroom.cli;

import dev.headroom.diagnose.Acceptance;
import dev.headroom.diagnose.FindingsDiff;
import dev.headroom.loop.Confidence;
import dev.headroom.loop.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headroom diff BEFORE.json AFTER.json}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "What a release brought: findings that are new, gone, worse or better. Takes files of findings"
          + " (headroom-findings.json, diagnose --format json) and reports of headroom prove."
    },
    footer = {
      "",
      "Ends with 1 if a new finding of --fail-on or above is not accepted, else with 0."
    })
final class DiffCommand implements Callable<Integer> {

  /** From which confidence a new finding fails. */
  enum FailOn {
    HIGH,
    MEDIUM,
    LOW,
    NONE
  }

  @Parameters(index = "0", paramLabel = "BEFORE", description = "Findings of the earlier run.")
  Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "Findings of the later run.")
  Path after = Path.of("");

  @Option(
      names = "--fail-on",
      paramLabel = "high|medium|low|none",
      description =
          "Least confidence of a new finding that makes the exit code 1 (default: medium).")
  FailOn failOn = FailOn.MEDIUM;

  @Option(names = "--json", description = "JSON for programs instead of text.")
  boolean json;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to this file instead of standard output.")
  @Nullable Path out;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings (default: headroom.yml here, if there): accepted findings.")
  @Nullable Path config;

  @Override
  public Integer call() throws IOException {
    List<Finding> earlier = Json.findings(Home.working().resolve(before));
    List<Finding> later = Json.findings(Home.working().resolve(after));
    FindingsDiff diff = FindingsDiff.of(earlier, later);
    Acceptance acceptance =
        Acceptance.of(
            diff.appeared(),
            UserSettings.read(config).accepted().stream()
                .filter(one -> diff.appeared().stream().anyMatch(f -> f.id().equals(one.finding())))
                .toList(),
            LocalDate.now(java.time.ZoneId.systemDefault()));
    List<Finding> failing = acceptance.shown().stream().filter(f -> fails(f.confidence())).toList();
    FindingsOutput.write(json ? json(diff, acceptance, failing) : text(diff, acceptance), out);
    if (!failing.isEmpty()) {
      System.err.println(
          "headroom: "
              + failing.size()
              + " new of "
              + failOn.name().toLowerCase(Locale.ROOT)
              + " confidence or above; fix them, or accept them with a reason in headroom.yml");
    }
    return failing.isEmpty() ? 0 : 1;
  }

  private boolean fails(Confidence confidence) {
    return failOn != FailOn.NONE && confidence.compareTo(Confidence.valueOf(failOn.name())) >= 0;
  }

  private static String json(FindingsDiff diff, Acceptance acceptance, List<Finding> failing) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put("appeared", acceptance.shown());
    document.put("accepted", acceptance.hidden());
    document.put("gone", diff.gone());
    document.put("worse", diff.worse());
    document.put("better", diff.better());
    document.put("same", diff.same());
    document.put("failing", failing.stream().map(Finding::id).toList());
    document.put("notes", acceptance.notes());
    return Json.text(document) + "\n";
  }

  private static String text(FindingsDiff diff, Acceptance acceptance) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%d new, %d gone, %d worse, %d better, %d as before%s%n",
            acceptance.shown().size(),
            diff.gone().size(),
            diff.worse().size(),
            diff.better().size(),
            diff.same().size(),
            acceptance.hidden().isEmpty() ? "" : ", " + acceptance.hidden().size() + " accepted"));
    acceptance.shown().forEach(f -> line(text, "new   ", f, ""));
    diff.worse().forEach(c -> line(text, "worse ", c.after(), change(c)));
    diff.better().forEach(c -> line(text, "better", c.after(), change(c)));
    diff.gone().forEach(f -> line(text, "gone  ", f, ""));
    acceptance.notes().forEach(note -> text.append("note   ").append(note).append('\n'));
    return text.toString();
  }

  private static void line(StringBuilder text, String word, Finding f, String more) {
    text.append(word)
        .append(' ')
        .append(f.id())
        .append(" (")
        .append(f.confidence().name().toLowerCase(Locale.ROOT))
        .append(") ")
        .append(f.summary().replaceAll("\\p{Cntrl}", " "))
        .append(more)
        .append('\n');
    if (!f.codeLine().isEmpty()) {
      text.append("       from ").append(f.codeLine()).append('\n');
    }
  }

  private static String change(FindingsDiff.Change change) {
    return String.format(
        Locale.ROOT,
        " It cost %.1f ms a request and costs %.1f ms.",
        change.before().savingNanosPerRequest() / 1e6,
        change.after().savingNanosPerRequest() / 1e6);
  }
}
