package dev.headroom.spring;

import dev.headroom.loop.Confidence;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Observations;
import dev.headroom.loop.PoolObservation;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Headroom's meters. Times of requests are Spring Boot's own ({@code http.server.requests}); these
 * tell what lies in them.
 *
 * <p>A meter by endpoint appears when the endpoint does, for the first {@value #MOST} of them: a
 * series each, so that the registry stays bounded. A new window of observation is a counter that
 * starts again, as after a restart.
 */
final class HeadroomMeters implements MeterBinder {

  private static final int MOST = 100;

  private final CachedFindings cached;

  HeadroomMeters(CachedFindings cached) {
    this.cached = cached;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Set<String> known = ConcurrentHashMap.newKeySet();
    Gauge.builder("headroom.faults", () -> faults(registry, known))
        .description("faults of the observer itself; 0 in the normal state")
        .register(registry);
    dropped(registry, "endpoints", Observations.Dropped::endpoints);
    dropped(registry, "statements", Observations.Dropped::statements);
    dropped(registry, "requests", Observations.Dropped::requests);
    for (FindingKind kind : FindingKind.values()) {
      for (Confidence confidence : Confidence.values()) {
        Gauge.builder("headroom.findings", () -> findings(kind, confidence))
            .tag("kind", kind.id())
            .tag("confidence", confidence.name().toLowerCase(Locale.ROOT))
            .description("causes of slowness in the present window")
            .register(registry);
      }
    }
  }

  /** Read at each scrape; brings meters of what was seen since. */
  private double faults(MeterRegistry registry, Set<String> known) {
    Observations now = cached.look().observations();
    for (EndpointObservation endpoint : now.endpoints()) {
      String name = endpoint.endpoint();
      if (known.size() < MOST && known.add("endpoint " + name)) {
        FunctionTimer.builder(
                "headroom.statements",
                this,
                meters -> meters.endpoint(name, EndpointObservation::statements),
                meters -> (double) meters.endpoint(name, EndpointObservation::databaseNanos),
                TimeUnit.NANOSECONDS)
            .tag("endpoint", name)
            .description("statements of the endpoint's requests, and the time in the database")
            .register(registry);
      }
    }
    for (PoolObservation pool : now.pools()) {
      String name = pool.name();
      if (known.size() < 2 * MOST && known.add("pool " + name)) {
        FunctionTimer.builder(
                "headroom.pool.hold",
                this,
                meters -> meters.pool(name, PoolObservation::checkouts),
                meters -> (double) meters.pool(name, PoolObservation::holdNanos),
                TimeUnit.NANOSECONDS)
            .tag("pool", name)
            .description("connections taken, and the time until they were given back")
            .register(registry);
      }
    }
    return (double) cached.seen().faults();
  }

  private long endpoint(String name, ToLongFunction<EndpointObservation> figure) {
    return cached.look().observations().endpoints().stream()
        .filter(endpoint -> endpoint.endpoint().equals(name))
        .mapToLong(figure)
        .sum();
  }

  private long pool(String name, ToLongFunction<PoolObservation> figure) {
    return cached.look().observations().pools().stream()
        .filter(pool -> pool.name().equals(name))
        .mapToLong(figure)
        .sum();
  }

  private double findings(FindingKind kind, Confidence confidence) {
    return (double)
        cached.look().findings().stream()
            .filter(finding -> finding.kind() == kind && finding.confidence() == confidence)
            .count();
  }

  private void dropped(
      MeterRegistry registry, String what, ToDoubleFunction<Observations.Dropped> figure) {
    FunctionCounter.builder(
            "headroom.dropped",
            this,
            meters -> figure.applyAsDouble(meters.cached.look().observations().dropped()))
        .tag("what", what)
        .description("observations that the memory bounds refused")
        .register(registry);
  }
}
