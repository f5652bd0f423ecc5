package dev.headroom.junit;

import dev.headroom.loop.Evidence;
import dev.headroom.loop.Finding;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * Why a test failed, for who reads it in a terminal: what, where, how to fix it, how to accept it.
 */
final class FindingsReport {

  private FindingsReport() {}

  static String of(String test, List<Baseline.New> found, Baseline baseline, LocalDate today) {
    StringBuilder text = new StringBuilder();
    text.append(found.size())
        .append(found.size() == 1 ? " new finding in " : " new findings in ")
        .append(test)
        .append(":\n");
    for (Baseline.New one : found) {
      Finding finding = one.finding();
      text.append('\n')
          .append(finding.kind().id())
          .append(" (")
          .append(finding.confidence().name().toLowerCase(Locale.ROOT))
          .append("): ")
          .append(finding.summary().replace("per request", "in one test"))
          .append('\n');
      line(text, "code", finding.codeLine().isEmpty() ? "not known" : finding.codeLine());
      line(text, "statement", finding.statement());
      line(text, "evidence", evidence(finding.evidence()));
      line(text, "fix", finding.remedy());
      if (!finding.patch().isEmpty()) {
        text.append(finding.patch().indent(4));
      }
      if (!one.why().isEmpty()) {
        line(text, "accepted", one.why());
      }
    }
    text.append("\nFix it, or accept it in ").append(baseline.file()).append(":\n\naccepted:\n");
    found.forEach(one -> text.append(Baseline.toPaste(one.finding(), today)));
    text.append("\nA run with -Dheadroom.findings.update=true writes this for all tests.\n");
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "  %-10s %s%n", name, value));
  }

  private static String evidence(Evidence evidence) {
    if (evidence.executions() == 1) {
      return String.format(Locale.ROOT, "one execution of %.2f ms", evidence.meanNanos() / 1e6);
    }
    return String.format(
        Locale.ROOT,
        "%d executions, %.2f ms each, %.2f ms at most; %s",
        evidence.executions(),
        evidence.meanNanos() / 1e6,
        (double) evidence.maxNanos() / 1e6,
        evidence.detail());
  }
}
