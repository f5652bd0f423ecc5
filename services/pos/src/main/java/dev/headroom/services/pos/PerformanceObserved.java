package dev.headroom.services.pos;

import dev.headroom.diagnose.Diagnosis;
import dev.headroom.loop.Finding;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** What Headroom observes of this process. */
@Component
class PerformanceObserved implements PerformanceSource {

  private final Observer observer;

  PerformanceObserved(Observer observer) {
    this.observer = observer;
  }

  @Override
  public Observations observations() {
    return observer.snapshot();
  }

  @Override
  public List<Finding> findings(Observations observations) {
    return Diagnosis.findings(observations);
  }

  @Override
  public Duration slowThreshold() {
    return observer.options().slowStatement();
  }

  @Override
  public List<CacheCounts> caches() {
    return List.of();
  }
}
