package dev.headroom.prove;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A verification as one self-contained page, in the manner of {@link ReportHtml}. */
public final class VerificationHtml {

  private static final int LONGEST = 160;

  private VerificationHtml() {}

  /**
   * The page.
   *
   * @param report what was found
   * @return HTML
   */
  public static String text(VerificationReport report) {
    VerificationReport.Readiness readiness = report.readiness();
    long held = report.targets().stream().filter(t -> t.state() == BudgetCheck.State.PASS).count();
    Map<String, Object> page = new HashMap<>();
    page.put("service", report.service());
    page.put("base", report.base());
    page.put(
        "startedAt", report.startedAt().replaceFirst("(\\..*)?Z$", "").replace('T', ' ') + " UTC");
    page.put("command", report.command());
    page.put(
        "machine",
        report.machine().cores()
            + " cores, "
            + report.machine().processor()
            + ", "
            + report.machine().jvm());
    page.put("load", report.load());
    page.put("proof", report.proof());
    page.put(
        "sentence",
        readiness.ready() ? "Ready" : "Not ready: " + reasons(readiness.reasons().size()));
    page.put("held", held + " of " + report.targets().size() + " targets hold");
    page.put(
        "health",
        readiness.health() < 0
            ? ""
            : String.format(Locale.ROOT, "Health %.0f of 100", readiness.health()));
    page.put("worst", readiness.worst());
    page.put("reasons", readiness.reasons());
    page.put("anyReasons", !readiness.reasons().isEmpty());
    page.put("reservations", readiness.reservations());
    page.put("anyReservations", !readiness.reservations().isEmpty());
    page.put("targets", report.targets().stream().map(VerificationHtml::target).toList());
    page.put("fixes", report.fixes().stream().map(VerificationHtml::fix).toList());
    return ReportHtml.fill("verification.html", page);
  }

  private static String reasons(int count) {
    return count == 1 ? "one reason" : count + " reasons";
  }

  private static Map<String, Object> target(VerificationReport.Target target) {
    return Map.of(
        "id", target.id(),
        "requirement", target.requirement(),
        "says", target.says(),
        "measured", target.measured().isEmpty() ? ReportNumbers.UNKNOWN : clip(target.measured()),
        "state", BudgetWords.state(target.state()),
        "class", target.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        "reason", target.reason(),
        "fixes", String.join(", ", target.fixes()));
  }

  /** What a service tells of itself may be long; the JSON has it whole. */
  private static String clip(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
  }

  private static Map<String, Object> fix(VerificationReport.Fix fix) {
    List<Map<String, String>> impacts =
        fix.impacts().stream().map(VerificationHtml::impact).toList();
    Map<String, Object> row = new HashMap<>();
    row.put("id", fix.id());
    row.put("title", fix.title());
    row.put("on", fix.on());
    row.put("how", fix.how());
    row.put("code", fix.code());
    row.put("anyCode", !fix.code().isEmpty());
    row.put("settings", fix.settings());
    row.put("anySettings", !fix.settings().isEmpty());
    row.put("page", fix.page());
    row.put("impacts", impacts);
    row.put("anyImpacts", !impacts.isEmpty());
    return row;
  }

  private static Map<String, String> impact(VerificationReport.Impact impact) {
    return Map.of(
        "what",
        (impact.group().equals("*") ? "all requests" : impact.group())
            + ", "
            + impact.measure().replace("-per-request", " per request").replace("cpu", "CPU"),
        "effect",
        impact.shown()
            ? String.format(
                Locale.ROOT,
                "%.2f times as much without it (%.2f to %.2f)",
                impact.ratio(),
                impact.low(),
                impact.high())
            : String.format(
                Locale.ROOT,
                "no difference shown (%.2f, %.2f to %.2f times without it)",
                impact.ratio(),
                impact.low(),
                impact.high()));
  }
}
