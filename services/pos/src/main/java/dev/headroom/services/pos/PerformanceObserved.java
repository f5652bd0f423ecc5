package dev.headroom.services.pos;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceStats;
import dev.headroom.diagnose.Diagnosis;
import dev.headroom.diagnose.Thresholds;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** What Headroom observes of this process. */
@Component
class PerformanceObserved implements PerformanceSource {

  private final Observer observer;
  private final HeadroomCache cache;

  PerformanceObserved(Observer observer, HeadroomCache cache) {
    this.observer = observer;
    this.cache = cache;
  }

  @Override
  public Observations observations() {
    return observer.snapshot();
  }

  @Override
  public List<Finding> findings(Observations observations) {
    return Diagnosis.findings(observations, Thresholds.DEFAULTS.withSlow(slowThreshold()));
  }

  @Override
  public Duration slowThreshold() {
    return observer.options().slowStatement();
  }

  @Override
  public List<CacheCounts> caches() {
    List<CacheCounts> counts = new ArrayList<>();
    for (String name : new TreeSet<>(cache.names())) {
      Namespace<Object> namespace = cache.known(name);
      if (namespace != null) {
        NamespaceStats stats = namespace.stats();
        // Who waited for somebody else's load was not answered by the cache.
        counts.add(
            new CacheCounts(
                name, stats.l1Hits() + stats.l2Hits(), stats.misses() + stats.joined()));
      }
    }
    return counts;
  }
}
