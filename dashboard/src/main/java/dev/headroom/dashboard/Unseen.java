package dev.headroom.dashboard;

import dev.headroom.loop.Observations;
import dev.headroom.loop.PlanObservation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a reader must not take for absent: what could not be seen, and what did not fit. */
final class Unseen {

  static final String BACKGROUND = "(background)";

  private static final int MOST_REASONS = 5;

  private Unseen() {}

  /** One sentence each; empty if everything was seen. */
  static List<String> of(Observations seen) {
    List<String> notes = new ArrayList<>();
    if (Overview.served(seen).isEmpty()) {
      notes.add(
          "No endpoint was seen: no servlet container has served a request. Statements, pools and"
              + " profiles are those of the whole process; what repeats within a request (N+1,"
              + " redundant reads) cannot be told without requests. OpenTelemetry traces of other"
              + " servers can tell it: headroom diagnose.");
    }
    if (seen.statements().isEmpty()) {
      notes.add(
          "No statement was seen: nothing was executed through JDBC, or its driver was not"
              + " recognised (agent.drivers names one).");
    }
    if (!seen.runtime().missing().isEmpty()) {
      notes.add("No profile: " + sentence(seen.runtime().missing()));
    }
    plans(seen, notes);
    dropped(seen.dropped(), notes);
    return notes;
  }

  private static void plans(Observations seen, List<String> notes) {
    if (seen.statements().isEmpty()) {
      return;
    }
    if (seen.plans().isEmpty()) {
      notes.add(
          "No plan was asked of the database (with the agent or the starter observe.plans does).");
      return;
    }
    Map<String, Integer> missing = new LinkedHashMap<>();
    for (PlanObservation plan : seen.plans()) {
      if (!plan.missing().isEmpty()) {
        missing.merge(plan.missing(), 1, Integer::sum);
      }
    }
    missing.entrySet().stream()
        .limit(MOST_REASONS)
        .forEach(
            reason ->
                notes.add(
                    "No plan of "
                        + Figures.of(reason.getValue(), "statement")
                        + ": "
                        + sentence(reason.getKey())));
    if (missing.size() > MOST_REASONS) {
      notes.add(
          "Plans are missing for "
              + Figures.of(missing.size() - MOST_REASONS, "more reason")
              + ": observations.json has them.");
    }
  }

  private static void dropped(Observations.Dropped dropped, List<String> notes) {
    if (dropped.endpoints() > 0) {
      notes.add(
          Figures.of(dropped.endpoints(), "request")
              + " of endpoints beyond observe.max-endpoints were counted together.");
    }
    if (dropped.statements() > 0) {
      notes.add(
          Figures.of(dropped.statements(), "execution")
              + " of statements beyond observe.max-statements were counted together.");
    }
    if (dropped.requests() > 0) {
      notes.add(
          Figures.of(dropped.requests(), "request")
              + " were not looked at: the background queue was full.");
    }
  }

  private static String sentence(String reason) {
    String text = reason.strip();
    return text.endsWith(".") ? text : text + ".";
  }
}
