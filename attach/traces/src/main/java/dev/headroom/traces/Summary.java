package dev.headroom.traces;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.RuntimeObservation;
import dev.headroom.loop.StatementObservation;
import dev.headroom.traces.Span.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Sums over concluded traces, within the bounds of the options. */
final class Summary {

  private static final String OTHER = "(other)";
  private static final String BACKGROUND = "(background)";

  private static final RuntimeObservation UNSEEN =
      new RuntimeObservation(
          -1, -1, -1, -1, -1, -1, -1, -1, List.of(), List.of(), "traces hold none");

  /** An endpoint of a service. */
  private record Place(String service, String endpoint) {}

  /** A statement at an endpoint. */
  private record Ran(Place place, String fingerprint) {}

  private final TraceOptions options;
  private final Tally tally;
  private final Map<Place, EndpointSums> endpoints = new LinkedHashMap<>();
  private final Map<Ran, StatementSums> statements = new LinkedHashMap<>();
  private long droppedEndpoints;
  private long droppedStatements;

  Summary(TraceOptions options, Tally tally) {
    this.options = options;
    this.tally = tally;
  }

  void add(List<Span> trace) {
    TraceTree tree = new TraceTree(trace);
    Map<Integer, Place> places = new LinkedHashMap<>();
    Map<Integer, Map<String, List<Span>>> ran = new LinkedHashMap<>();
    Map<Span, String> lines = new LinkedHashMap<>();
    for (int i = 0; i < tree.spans.size(); i++) {
      Span span = tree.spans.get(i);
      if (span.role == Role.REQUEST) {
        tally.requests++;
        Place place = place(span);
        places.put(i, place);
        sums(place).request(span.nanos, span.failed, span.rows);
      }
    }
    for (int i = 0; i < tree.spans.size(); i++) {
      Span span = tree.spans.get(i);
      if (span.role == Role.LINK || span.role == Role.REQUEST) {
        continue;
      }
      boolean database = span.role == Role.STATEMENT || span.role == Role.DATABASE;
      if (tree.owner(i) == TraceTree.ORPHAN) {
        tally.orphans++;
        continue;
      }
      if (database && tree.doubled(i)) {
        continue;
      }
      Place place = places.get(tree.owner(i));
      if (place != null) {
        work(sums(place), span);
      }
      tally.databaseSpans += database ? 1 : 0;
      tally.withoutText += span.role == Role.DATABASE && span.detail.isEmpty() ? 1 : 0;
      if (span.role == Role.STATEMENT) {
        ran.computeIfAbsent(tree.owner(i), key -> new LinkedHashMap<>())
            .computeIfAbsent(span.detail, key -> new ArrayList<>())
            .add(span);
        lines.put(span, tree.code(i));
      }
    }
    ran.forEach(
        (owner, byText) ->
            byText.forEach(
                (text, spans) -> {
                  boolean request = owner != TraceTree.BACKGROUND;
                  Place place = places.getOrDefault(owner, background(spans.get(0)));
                  StatementSums sums = sums(place, text, spans.size());
                  sums.add(spans, request, options.slow().toNanos());
                  spans.forEach(span -> sums.codeLine(lines.getOrDefault(span, "")));
                }));
  }

  private static void work(EndpointSums sums, Span span) {
    switch (span.role) {
      case STATEMENT -> {
        sums.statements++;
        sums.databaseNanos += span.nanos;
      }
      case DATABASE -> sums.databaseNanos += span.nanos;
      case CALL -> {
        sums.calls++;
        sums.callNanos += span.nanos;
      }
      case CHECKOUT -> {
        sums.checkouts++;
        sums.poolWaitNanos += span.nanos;
      }
      default -> {}
    }
  }

  private Place place(Span request) {
    Place place = new Place(request.service.name, request.detail);
    if (!endpoints.containsKey(place) && endpoints.size() >= options.maxEndpoints()) {
      droppedEndpoints++;
      return new Place(request.service.name, OTHER);
    }
    return place;
  }

  private static Place background(Span span) {
    return new Place(span.service.name, BACKGROUND);
  }

  private EndpointSums sums(Place place) {
    return endpoints.computeIfAbsent(place, key -> new EndpointSums());
  }

  private StatementSums sums(Place place, String fingerprint, int executions) {
    Ran ran = new Ran(place, fingerprint);
    if (!statements.containsKey(ran) && statements.size() >= options.maxStatements()) {
      droppedStatements += executions;
      ran = new Ran(new Place("", OTHER), OTHER);
    }
    return statements.computeIfAbsent(ran, key -> new StatementSums());
  }

  TracedWindow window() {
    Set<String> services = new TreeSet<>();
    endpoints.keySet().forEach(place -> services.add(place.service()));
    boolean several = services.size() > 1;
    List<EndpointObservation> seen = new ArrayList<>();
    endpoints.forEach((place, sums) -> seen.add(sums.observation(name(place, several))));
    List<StatementObservation> ran = new ArrayList<>();
    Set<TracedWindow.Ran> missing = new HashSet<>();
    statements.forEach(
        (key, sums) -> {
          String endpoint = name(key.place(), several);
          ran.add(sums.observation(endpoint, key.fingerprint()));
          if (sums.bindsMissing()) {
            missing.add(new TracedWindow.Ran(endpoint, key.fingerprint()));
          }
        });
    Observations observations =
        new Observations(
            Observations.VERSION,
            tally.windowNanos(),
            seen,
            ran,
            List.of(),
            List.of(),
            UNSEEN,
            new Observations.Dropped(droppedEndpoints, droppedStatements, 0));
    return new TracedWindow(
        observations, missing, Notes.of(tally, missing.size(), ran.size()), tally.spans);
  }

  private static String name(Place place, boolean several) {
    return several && !place.service().isEmpty()
        ? place.endpoint() + " @" + place.service()
        : place.endpoint();
  }
}
