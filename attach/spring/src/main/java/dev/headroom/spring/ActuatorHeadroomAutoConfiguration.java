package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import dev.headroom.web.Batches;
import dev.headroom.web.CompressionFilter;
import dev.headroom.web.Hashing;
import dev.headroom.web.Images;
import dev.headroom.web.Limits;
import dev.headroom.web.Outgoing;
import dev.headroom.web.RefreshTokens;
import dev.headroom.web.ResponseCache;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationFilter;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** What operations already look at: actuator, health, meters, observations. */
@AutoConfiguration(
    after = {
      HeadroomObserveAutoConfiguration.class,
      FleetHeadroomAutoConfiguration.class,
      CacheHeadroomAutoConfiguration.class,
      OutgoingHeadroomAutoConfiguration.class
    })
@ConditionalOnBean(Observer.class)
final class ActuatorHeadroomAutoConfiguration {

  @Bean
  CachedFindings headroomCachedFindings(Seen seen) {
    return new CachedFindings(seen, System::nanoTime);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
  static final class Actuator {

    @Bean
    @ConditionalOnAvailableEndpoint
    HeadroomEndpoint headroomEndpoint(Seen seen, ObjectProvider<Fleet> fleet) {
      return new HeadroomEndpoint(seen, fleet.getIfAvailable());
    }

    @Bean
    @ConditionalOnBean(CacheControl.class)
    @ConditionalOnAvailableEndpoint
    CacheEndpoint headroomCacheEndpoint(CacheControl control, HeadroomProperties properties) {
      return new CacheEndpoint(control, properties.admin().role());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthIndicator.class)
  static final class Health {

    @Bean
    @ConditionalOnEnabledHealthIndicator("headroom")
    @ConditionalOnMissingBean(name = "headroomHealthIndicator")
    HealthIndicator headroomHealthIndicator(CachedFindings cached) {
      return new HeadroomHealth(cached);
    }

    @Bean
    @ConditionalOnBean(HeadroomCache.class)
    @ConditionalOnEnabledHealthIndicator("headroom-cache")
    @ConditionalOnMissingBean(name = "headroomCacheHealthIndicator")
    HealthIndicator headroomCacheHealthIndicator(HeadroomCache cache) {
      return new RedisHealth(cache);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({HealthIndicator.class, Outgoing.class})
  static final class Dependencies {

    @Bean
    @ConditionalOnBean(Outgoing.class)
    @ConditionalOnEnabledHealthIndicator("headroom-dependencies")
    @ConditionalOnMissingBean(name = "headroomDependenciesHealthIndicator")
    HealthIndicator headroomDependenciesHealthIndicator(Outgoing outgoing) {
      return new DependencyHealth(outgoing);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterBinder.class)
  static final class Meters {

    @Bean
    MeterBinder headroomMeters(CachedFindings cached) {
      return new HeadroomMeters(cached);
    }

    @Bean
    @ConditionalOnBean(HeadroomCache.class)
    MeterBinder headroomCacheMeters(HeadroomCache cache) {
      return new CacheMeters(cache);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({MeterBinder.class, CompressionFilter.class, FilterRegistrationBean.class})
  static final class Door {

    @Bean
    MeterBinder headroomWebMeters(
        ObjectProvider<ResponseCache> answers,
        ObjectProvider<FilterRegistrationBean<CompressionFilter>> compression,
        ObjectProvider<Limits> limits,
        ObjectProvider<Batches> batches,
        ObjectProvider<Hashing> hashing,
        ObjectProvider<Outgoing> outgoing,
        ObjectProvider<Images> images,
        ObjectProvider<RefreshTokens> refresh) {
      return new WebMeters(
          answers, compression, limits, batches, hashing, outgoing, images, refresh);
    }
  }

  /** Adds to the observation of a request, and so to its trace, what it did with the database. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({ObservationFilter.class, ServerRequestObservationContext.class})
  static final class Observations {

    @Bean
    ObservationFilter headroomObservationFilter(Observer observer, AgentAccess agent) {
      boolean ours = !agent.observing();
      return context -> {
        if (ours && context instanceof ServerRequestObservationContext) {
          Request request = observer.current();
          if (request != null) {
            context.addHighCardinalityKeyValue(
                KeyValue.of("headroom.statements", String.valueOf(request.statements())));
            context.addHighCardinalityKeyValue(
                KeyValue.of(
                    "headroom.database.ms",
                    String.format(Locale.ROOT, "%.3f", (double) request.databaseNanos() / 1e6)));
          }
        }
        return context;
      };
    }
  }
}
