package dev.headroom.spring;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Rollups. Where one is not installed, cannot be asked or lags behind for longer than a minute, the
 * service is not down: answers as of now are true, and slower. UNKNOWN says that somebody should
 * look.
 */
final class RollupHealth extends AbstractHealthIndicator {

  private final RollupView view;
  private final Duration patience;

  RollupHealth(RollupView view, Duration every) {
    super("Headroom could not be asked");
    this.view = view;
    this.patience = Duration.ofMinutes(1).plus(every.multipliedBy(10));
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    builder.up();
    RollupView.Look look = view.look();
    for (RollupView.One one : look.rollups()) {
      boolean filled = one.state().equals("LIVE");
      boolean late = filled && one.behindSeconds() > patience.toSeconds();
      if (late || one.state().equals("ABSENT") || one.state().equals("UNKNOWN")) {
        builder.unknown();
      }
      Map<String, Object> said = new LinkedHashMap<>();
      said.put("state", one.state());
      said.put("progress", one.progress());
      said.put("pending", one.pending());
      said.put("behindSeconds", one.behindSeconds());
      said.put("faults", one.here().faults());
      builder.withDetail(one.rollup(), said);
    }
    if (look.fault() != null) {
      builder.withDetail("fault", look.fault());
    }
    builder.withDetail("beginFaults", look.beginFaults());
  }
}
