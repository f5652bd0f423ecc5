package dev.headroom.observe;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All sums since a moment. Bounded: what comes after {@value #MOST_ENDPOINTS} endpoints or {@value
 * #MOST_PAIRS} pairs of endpoint and statement is summed under "(other)" and counted.
 */
final class Window {

  static final int MOST_ENDPOINTS = 500;
  static final int MOST_PAIRS = 2_000;
  static final String BACKGROUND = "(background)";
  static final Shape OTHER = new Shape("(other)", "");

  final long startNanos;
  private final ConcurrentHashMap<String, EndpointAggregate> endpoints = new ConcurrentHashMap<>();
  private final AtomicInteger pairs = new AtomicInteger();
  private final LongAdder droppedEndpoints = new LongAdder();
  private final LongAdder droppedStatements = new LongAdder();

  Window(long startNanos) {
    this.startNanos = startNanos;
  }

  EndpointAggregate endpoint(String name) {
    EndpointAggregate known = endpoints.get(name);
    if (known != null) {
      return known;
    }
    if (endpoints.size() >= MOST_ENDPOINTS) {
      droppedEndpoints.increment();
      return other();
    }
    return endpoints.computeIfAbsent(name, EndpointAggregate::new);
  }

  private EndpointAggregate other() {
    return endpoints.computeIfAbsent("(other)", EndpointAggregate::new);
  }

  @Nullable EndpointAggregate known(String name) {
    return endpoints.get(name);
  }

  StatementAggregate statement(EndpointAggregate endpoint, Shape shape) {
    StatementAggregate known = endpoint.statements.get(shape);
    if (known != null) {
      return known;
    }
    if (!shape.equals(OTHER) && pairs.incrementAndGet() > MOST_PAIRS) {
      pairs.decrementAndGet();
      return statement(other(), OTHER);
    }
    StatementAggregate created = new StatementAggregate(shape);
    StatementAggregate before = endpoint.statements.putIfAbsent(shape, created);
    if (before == null) {
      return created;
    }
    created.retire();
    if (!shape.equals(OTHER)) {
      pairs.decrementAndGet();
    }
    return before;
  }

  void add(EndpointAggregate endpoint, List<Slot> slots) {
    for (Slot slot : slots) {
      StatementAggregate statement = statement(endpoint, slot.shape);
      if (statement.shape.equals(OTHER)) {
        droppedStatements.add(slot.count);
      }
      statement.add(slot);
    }
  }

  void retire() {
    for (EndpointAggregate endpoint : endpoints.values()) {
      endpoint.statements.values().forEach(StatementAggregate::retire);
    }
  }

  Observations snapshot(long nowNanos) {
    List<EndpointObservation> seen = new ArrayList<>();
    endpoints.values().forEach(endpoint -> seen.add(endpoint.observation()));
    seen.sort(Comparator.comparingLong(EndpointObservation::totalNanos).reversed());
    return new Observations(
        Observations.VERSION,
        nowNanos - startNanos,
        seen,
        statements(false),
        new Observations.Dropped(droppedEndpoints.sum(), droppedStatements.sum(), 0));
  }

  List<StatementObservation> statements(boolean withSamples) {
    List<StatementObservation> seen = new ArrayList<>();
    for (EndpointAggregate endpoint : endpoints.values()) {
      for (StatementAggregate statement : endpoint.statements.values()) {
        seen.add(statement.observation(endpoint.name, withSamples));
      }
    }
    seen.sort(Comparator.comparingLong(StatementObservation::totalNanos).reversed());
    return seen;
  }
}
