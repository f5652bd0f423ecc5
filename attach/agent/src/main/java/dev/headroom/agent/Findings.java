package dev.headroom.agent;

import dev.headroom.dashboard.FindingsPage;
import dev.headroom.dashboard.FindingsText;
import dev.headroom.diagnose.Acceptance;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Accepted;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import dev.headroom.settings.Settings;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What was seen and what follows from it, in every form. */
final class Findings {

  private final Observer observer;
  private final Map<String, String> options;
  private final List<Accepted> accepted;
  private final PoolPlans plans;

  Findings(Observer observer, Settings settings, PoolPlans plans) {
    this.observer = observer;
    this.options = settings.thresholds();
    this.accepted = settings.accepted();
    this.plans = plans;
  }

  /**
   * Where diagnosis draws its lines. Made when findings are asked for: at the start it would take
   * longer than most else.
   *
   * @throws IllegalArgumentException if a threshold is wrong; {@link Agent} has asked before if the
   *     user wrote any
   */
  Thresholds thresholds() {
    return Thresholds.of(options);
  }

  /** Made when the first JSON is asked for: it takes a while. */
  private static final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
  }

  /** A moment's observations, their findings, and what is to be said of accepted ones. */
  record Now(Observations seen, List<Finding> findings, List<String> notes) {}

  Now now() {
    Observations seen = seen();
    Acceptance acceptance =
        Acceptance.of(
            Diagnosis.findings(seen, thresholds()),
            accepted,
            LocalDate.now(ZoneId.systemDefault()));
    return new Now(seen, acceptance.shown(), acceptance.allNotes());
  }

  private Observations seen() {
    plans.askNow();
    return observer.snapshot();
  }

  /** Whether there is a workload with SQL texts and sampled binds. */
  boolean samples() {
    return observer.options().samples();
  }

  String text(Now now) {
    return FindingsText.of(now.seen, now.findings, now.notes);
  }

  String brief(Now now) {
    return FindingsText.brief(now.seen, now.findings, now.notes);
  }

  String page(Now now) {
    return FindingsPage.of(
        ApplicationName.of(), now.seen, now.findings, observer.profiles(), now.notes);
  }

  String json(String what) {
    return switch (what) {
      case "observations" -> Json.MAPPER.writeValueAsString(seen());
      case "findings" -> json(now());
      case "profiles" -> document("profiles", observer.profiles());
      case "workload" -> document("statements", observer.workload());
      default ->
          throw new IllegalArgumentException(
              "there is no '" + what + "': ask for observations, findings, profiles or workload");
    };
  }

  String json(Now now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put("findings", now.findings);
    document.put("notes", now.notes);
    return Json.MAPPER.writeValueAsString(document);
  }

  private static String document(String name, Object content) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", 1);
    document.put(name, content);
    return Json.MAPPER.writeValueAsString(document);
  }
}
