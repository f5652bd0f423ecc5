package dev.headroom.observe;

import dev.headroom.loop.StatementObservation.Fetch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What traced requests took of one statement's results at one endpoint. */
final class FetchEvidence {

  private long executions;
  private long rows;
  private long maxRows;
  private long unusedRows;
  private int columns;

  /** Labels of all results' columns, and whether one was read. */
  private final Map<String, Boolean> used = new LinkedHashMap<>();

  synchronized void add(FetchTrace trace) {
    executions += trace.executions;
    rows += trace.rows;
    maxRows = Math.max(maxRows, trace.maxRows);
    unusedRows += trace.unusedRows;
    columns = Math.max(columns, trace.labels.size());
    for (int i = 0; i < trace.labels.size(); i++) {
      used.merge(trace.labels.get(i), trace.used.get(i), (before, now) -> before || now);
    }
  }

  synchronized Fetch observation() {
    if (executions == 0) {
      return Fetch.UNKNOWN;
    }
    List<String> unused = new ArrayList<>();
    used.forEach(
        (label, read) -> {
          if (!read) {
            unused.add(label);
          }
        });
    return new Fetch(executions, rows, maxRows, unusedRows, columns, unused);
  }
}
