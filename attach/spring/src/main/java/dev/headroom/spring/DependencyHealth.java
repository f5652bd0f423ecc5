package dev.headroom.spring;

import dev.headroom.web.Outgoing;
import dev.headroom.web.OutgoingStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The dependencies of outgoing calls by their breakers; none is called to find out. One that is not
 * called at the moment makes it UNKNOWN, which leaves the service's own health alone: it is still
 * the one to be asked.
 */
final class DependencyHealth extends AbstractHealthIndicator {

  private final Outgoing outgoing;

  DependencyHealth(Outgoing outgoing) {
    super("Headroom could not be asked");
    this.outgoing = outgoing;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up();
    for (Map.Entry<String, OutgoingStats> one : new TreeMap<>(outgoing.stats()).entrySet()) {
      OutgoingStats stats = one.getValue();
      if (stats.state().equals("open")) {
        builder.unknown();
      }
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("breaker", stats.state());
      said.put("underWay", stats.underWay());
      said.put("failures", stats.failures());
      said.put("refused", stats.refused());
      builder.withDetail(one.getKey(), said);
    }
  }
}
