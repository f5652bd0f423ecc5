package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.rollup.Rollups;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Rollups for operations, also those that the application keeps itself. */
@AutoConfiguration(after = RollupHeadroomAutoConfiguration.class)
@ConditionalOnClass(Rollups.class)
@ConditionalOnBean({Rollups.class, Fixes.class})
final class RollupSeenHeadroomAutoConfiguration {

  @Bean
  RollupView headroomRollupView(Rollups rollups, Fixes fixes, ObjectProvider<RollupLife> life) {
    RollupLife ours = life.getIfAvailable();
    return new RollupView(
        rollups,
        RollupHeadroomAutoConfiguration.on(fixes),
        () -> ours == null ? 0 : ours.faults(),
        Clock.systemUTC(),
        System::nanoTime);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
  static final class Actuator {

    @Bean
    @ConditionalOnAvailableEndpoint
    RollupEndpoint headroomRollupEndpoint(RollupView view) {
      return new RollupEndpoint(view);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static final class Healthy {

    @Bean
    @ConditionalOnEnabledHealthIndicator("headroom-rollup")
    @ConditionalOnMissingBean(name = "headroomRollupHealthIndicator")
    HealthIndicator headroomRollupHealthIndicator(
        RollupView view, ObjectProvider<RollupProperties> properties) {
      RollupProperties ours = properties.getIfAvailable();
      return new RollupHealth(view, ours == null ? Duration.ofSeconds(2) : ours.every());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static final class Meters {

    @Bean
    MeterBinder headroomRollupMeters(RollupView view) {
      return new RollupMeters(view);
    }
  }
}
