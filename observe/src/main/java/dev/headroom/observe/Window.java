package dev.headroom.observe;

import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PlanObservation;
import dev.headroom.loop.PoolObservation;
import dev.headroom.loop.SqliteObservation;
import dev.headroom.loop.StatementObservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All sums since a moment. Bounded: what comes after the most endpoints or the most pairs of
 * endpoint and statement that the options allow is summed under "(other)" and counted.
 */
final class Window {

  static final String BACKGROUND = "(background)";

  /** Statements at the beginning of a request that are looked at for what its token says. */
  private static final int OPENING = 3;

  static final Shape OTHER = new Shape("(other)", "");

  final long startNanos;
  private final int mostEndpoints;
  private final int mostStatements;
  private final ConcurrentHashMap<String, EndpointAggregate> endpoints = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Pool, PoolAggregate> pools = new ConcurrentHashMap<>();
  final FlightSums flight = new FlightSums();
  private final ProcessReading process = ProcessReading.now();
  private final ConcurrentHashMap<String, PlanObservation> plans = new ConcurrentHashMap<>();
  final Changes changes = new Changes();
  private final AtomicLong distinctBudget = new AtomicLong(DistinctCount.WINDOW_LONGS);
  private final AtomicInteger pairs = new AtomicInteger();
  private final LongAdder droppedEndpoints = new LongAdder();
  private final LongAdder droppedStatements = new LongAdder();

  Window(long startNanos, ObserveOptions options) {
    this.startNanos = startNanos;
    this.mostEndpoints = options.maxEndpoints();
    this.mostStatements = options.maxStatements();
  }

  EndpointAggregate endpoint(String name) {
    EndpointAggregate known = endpoints.get(name);
    if (known != null) {
      return known;
    }
    if (endpoints.size() >= mostEndpoints) {
      droppedEndpoints.increment();
      return other();
    }
    return endpoints.computeIfAbsent(name, this::begun);
  }

  private EndpointAggregate other() {
    return endpoints.computeIfAbsent("(other)", this::begun);
  }

  private EndpointAggregate begun(String name) {
    return new EndpointAggregate(name, distinctBudget);
  }

  @Nullable EndpointAggregate known(String name) {
    return endpoints.get(name);
  }

  StatementAggregate statement(EndpointAggregate endpoint, Shape shape) {
    StatementAggregate known = endpoint.statements.get(shape);
    if (known != null) {
      return known;
    }
    if (!shape.equals(OTHER) && pairs.incrementAndGet() > mostStatements) {
      pairs.decrementAndGet();
      return statement(other(), OTHER);
    }
    StatementAggregate created = new StatementAggregate(shape, distinctBudget);
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

  PoolAggregate pool(Pool pool) {
    PoolAggregate known = pools.get(pool);
    return known != null ? known : pools.computeIfAbsent(pool, PoolAggregate::new);
  }

  /** Adds what a request did, apart from the request itself. */
  void addWork(EndpointAggregate endpoint, Request request) {
    endpoint.addWork(request);
    SlotTable slots = request.slots;
    if (slots != null) {
      add(endpoint, slots, request.token);
    }
    for (Hold hold = request.holds; hold != null; hold = hold.next) {
      endpoint.addHold(hold);
      pool(hold.pool).add(endpoint.name, hold);
    }
  }

  void add(EndpointAggregate endpoint, SlotTable slots) {
    add(endpoint, slots, 0);
  }

  private void add(EndpointAggregate endpoint, SlotTable slots, long token) {
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.at(i);
      StatementAggregate statement = statement(endpoint, slot.shape);
      if (statement.shape.equals(OTHER)) {
        droppedStatements.add(slot.count);
      }
      statement.add(slot);
      if (token != 0 && i < OPENING) {
        statement.opened(token, slot.firstBinds());
      }
    }
  }

  void retire() {
    for (EndpointAggregate endpoint : endpoints.values()) {
      endpoint.statements.values().forEach(StatementAggregate::retire);
    }
    pools.values().forEach(PoolAggregate::retire);
  }

  Observations snapshot(long nowNanos, Faults faults, String flightMissing) {
    List<EndpointObservation> seen = new ArrayList<>();
    endpoints.values().forEach(endpoint -> seen.add(endpoint.observation()));
    seen.sort(Comparator.comparingLong(EndpointObservation::totalNanos).reversed());
    return new Observations(
        Observations.VERSION,
        nowNanos - startNanos,
        seen,
        statements(false),
        pools(faults),
        List.copyOf(plans.values()),
        changes.seen(),
        sqlite(),
        process.until(ProcessReading.now(), flight, flightMissing),
        new Observations.Dropped(droppedEndpoints.sum(), droppedStatements.sum(), 0));
  }

  void plan(PlanObservation plan) {
    plans.put(plan.fingerprint(), plan);
  }

  /** The statements with the largest total time over all endpoints. */
  List<Shape> slowest(String dataSource, int most) {
    Map<Shape, Long> totals = new HashMap<>();
    for (EndpointAggregate endpoint : endpoints.values()) {
      for (StatementAggregate statement : endpoint.statements.values()) {
        if (statement.ranOn(dataSource) && !statement.shape.equals(OTHER)) {
          totals.merge(statement.shape, statement.totalNanos(), Long::sum);
        }
      }
    }
    return totals.entrySet().stream()
        .sorted(Map.Entry.<Shape, Long>comparingByValue().reversed())
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<PoolObservation> pools(Faults faults) {
    return pools.values().stream()
        .map(pool -> pool.observation(faults))
        .sorted(Comparator.comparing(PoolObservation::name))
        .toList();
  }

  private List<SqliteObservation> sqlite() {
    List<SqliteObservation> seen = new ArrayList<>();
    pools.forEach(
        (pool, sums) -> {
          SqliteFile file = pool.sqlite;
          if (file != null) {
            seen.add(sums.sqlite.observation(pool, file));
          }
        });
    seen.sort(Comparator.comparing(SqliteObservation::pool));
    return seen;
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
