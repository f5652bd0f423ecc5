package dev.headroom.advise;

import dev.headroom.loop.StatementObservation;
import dev.headroom.loop.StatementObservation.Bind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One statement of the workload, over all endpoints that ran it.
 *
 * @param number position in the workload, also the name of its server-side statement
 * @param main the observation with the largest share of its time
 * @param executions sum over endpoints
 * @param totalNanos sum over endpoints
 * @param rows rows affected or returned, sum over endpoints; -1 unknown
 * @param binds distinct sampled binds of all endpoints
 */
record Query(
    int number,
    StatementObservation main,
    Numbered numbered,
    long executions,
    long totalNanos,
    long rows,
    List<List<Bind>> binds) {

  /** Statements by their text; those without text cannot be planned and are left to the caller. */
  static List<Query> of(List<StatementObservation> workload) {
    Map<String, List<StatementObservation>> byText = new LinkedHashMap<>();
    for (StatementObservation seen : workload) {
      if (seen.executions() > 0) {
        byText
            .computeIfAbsent(
                seen.sql().isBlank() ? "\u0000" + seen.fingerprint() : seen.sql(),
                text -> new ArrayList<>())
            .add(seen);
      }
    }
    List<Query> queries = new ArrayList<>();
    for (List<StatementObservation> group : byText.values()) {
      Set<List<Bind>> binds = new LinkedHashSet<>();
      long executions = 0;
      long nanos = 0;
      long rows = 0;
      for (StatementObservation seen : group) {
        binds.addAll(seen.samples());
        executions += seen.executions();
        nanos += seen.totalNanos();
        rows = rows < 0 || seen.rows() < 0 ? -1 : rows + seen.rows();
      }
      StatementObservation main =
          group.stream()
              .max(Comparator.comparingLong(StatementObservation::totalNanos))
              .orElseThrow();
      queries.add(
          new Query(
              queries.size(),
              main,
              Numbered.of(main.sql()),
              executions,
              nanos,
              rows,
              List.copyOf(binds)));
    }
    return queries;
  }

  /** The same as the readers of statements take it. */
  Query reading(Numbered text) {
    return new Query(number, main, text, executions, totalNanos, rows, binds);
  }

  Query with(List<List<Bind>> usable) {
    return new Query(number, main, numbered, executions, totalNanos, rows, usable);
  }

  String label() {
    String text = main.fingerprint().isBlank() ? main.sql() : main.fingerprint();
    return text.length() <= 160 ? text : text.substring(0, 157) + "...";
  }
}
