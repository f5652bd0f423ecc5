package dev.headroom.services.pos;

import dev.headroom.loop.Finding;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Observations;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Puts together what is known of the service's performance. */
@Component
class Performance {

  private final PerformanceSource source;
  private final PerformanceHistory history;
  private final UpdatesHub updates;
  private final Fixes fixes;
  private final String environment;

  Performance(
      PerformanceSource source,
      PerformanceHistory history,
      UpdatesHub updates,
      Fixes fixes,
      @Value("${ENVIRONMENT:development}") String environment) {
    this.source = source;
    this.history = history;
    this.updates = updates;
    this.fixes = fixes;
    this.environment = environment;
  }

  PerformanceReport report() {
    history.look();
    Observations seen = source.observations();
    List<Finding> findings = source.findings(seen);
    List<String> on = fixes.on();
    List<Fix> off = fixes.known().stream().filter(fix -> !on.contains(fix.id())).toList();
    var database =
        PerformanceReport.database(seen, findings, source.slowThreshold().toNanos() / 1e6);
    var caches = PerformanceReport.caches(source.caches());
    var endpoints = PerformanceReport.endpoints(seen);
    return new PerformanceReport(
        environment,
        Math.round(seen.windowNanos() / 1e6) / 1_000.0,
        database,
        caches,
        endpoints,
        PerformanceAdvice.of(findings, off, endpoints, caches.namespaces()),
        PerformanceAlert.of(history.slowThisHour(), endpoints, caches.namespaces()),
        history.history(),
        updates.statistics(),
        HealthSystem.now());
  }
}
