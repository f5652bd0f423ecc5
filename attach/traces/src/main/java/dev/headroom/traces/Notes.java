package dev.headroom.traces;

import java.util.ArrayList;
import java.util.List;

/** What was wrong with the traces, and what they therefore cannot tell, in sentences. */
final class Notes {

  private Notes() {}

  static List<String> of(Tally tally, int statementsWithoutBinds, int statements) {
    List<String> notes = new ArrayList<>();
    if (tally.requests == 0 && tally.spans > tally.unusable) {
      notes.add(
          "No span is a request (kind SERVER or CONSUMER): endpoints are unknown, and with them what"
              + " repeats within a request.");
    }
    if (statementsWithoutBinds > 0) {
      notes.add(
          "The binds of "
              + statementsWithoutBinds
              + " of "
              + statements
              + " statements are not in the traces: where one repeats, it cannot be told whether the"
              + " keys differ (N+1) or are the same (redundant read), nor what a cache would answer."
              + " The OpenTelemetry Java agent records them with"
              + " -Dotel.instrumentation.jdbc.experimental.capture-query-parameters=true; they are"
              + " data of your users.");
    }
    if (tally.withoutText > 0) {
      notes.add(
          tally.withoutText
              + " of "
              + tally.databaseSpans
              + " database spans have no statement (db.query.text or db.statement): only their time"
              + " is counted.");
    }
    count(notes, tally.unusable, "no trace id, span id or times, and %s left out");
    count(
        notes,
        tally.skewed,
        "an end before the start (clocks that differ), and %s counted as 0 ns");
    count(
        notes,
        tally.orphans,
        "parents that are not in the traces (sampled or cut), and %s left out: figures are too low");
    if (tally.late > 0) {
      notes.add(
          tally.cut
              + " traces were summed up before their end, to bound memory; "
              + tally.late
              + " spans came after that. Read files of one service or of a shorter time.");
    }
    if (tally.spans > 0) {
      notes.add(
          "Traces hold no pools, plans, rows that were not read, profiles or memory: what these would"
              + " show needs the agent (headroom run).");
    }
    return notes;
  }

  private static void count(List<String> notes, long spans, String what) {
    if (spans > 0) {
      boolean one = spans == 1;
      notes.add(
          spans
              + (one ? " span has " : " spans have ")
              + String.format(what, one ? "it is" : "they are")
              + ".");
    }
  }
}
