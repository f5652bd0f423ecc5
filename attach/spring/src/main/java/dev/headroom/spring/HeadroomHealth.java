package dev.headroom.spring;

import dev.headroom.loop.PoolObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says how the service does, never that it is down: a slow statement is no reason to restart an
 * instance. Pools that have no connection left are named.
 */
final class HeadroomHealth extends AbstractHealthIndicator {

  private final CachedFindings cached;

  HeadroomHealth(CachedFindings cached) {
    super("Headroom could not be asked");
    this.cached = cached;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up().withDetail("seenBy", cached.seen().by());
    try {
      CachedFindings.Look look = cached.look();
      Map<String, Long> findings = new TreeMap<>();
      look.findings().forEach(f -> findings.merge(f.confidence().name(), 1L, Long::sum));
      builder
          .withDetail("findings", findings)
          .withDetail("dropped", look.observations().dropped())
          .withDetail("faults", cached.seen().faults());
      List<String> exhausted = new ArrayList<>();
      for (PoolObservation pool : look.observations().pools()) {
        if (pool.size() > 0 && pool.active() >= pool.size()) {
          exhausted.add(
              pool.name()
                  + ": "
                  + pool.active()
                  + " of "
                  + pool.size()
                  + " in use, "
                  + pool.waiting()
                  + " threads wait");
        }
      }
      builder.withDetail("exhaustedPools", exhausted);
    } catch (RuntimeException fault) {
      builder.withDetail("fault", String.valueOf(fault.getMessage())); // ours, not the service's
    }
  }
}
