package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.observe.ObserveFilter;
import dev.headroom.observe.Observer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerMapping;

/** The filter at the door and the control API, in a servlet application. */
@AutoConfiguration(
    after = {HeadroomObserveAutoConfiguration.class, CacheHeadroomAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean(Observer.class)
final class HeadroomWebAutoConfiguration {

  private static final String CACHED_ROUTE = "dev.headroom.web.route";

  @Bean
  @ConditionalOnMissingBean
  ObserveFilter headroomObserveFilter(Observer observer, Fixes fixes, AgentAccess agent) {
    boolean tell = agent.observing();
    return new ObserveFilter(
        observer,
        fixes,
        request -> {
          String route = route(request);
          if (tell && route != null) {
            agent.route(route);
          }
          return route;
        });
  }

  /** Before the filter above, whose headers it corrects. */
  @Bean
  FilterRegistrationBean<AgentTimings> headroomAgentTimings(AgentAccess agent) {
    FilterRegistrationBean<AgentTimings> registration =
        new FilterRegistrationBean<>(new AgentTimings());
    registration.setEnabled(agent.observing());
    registration.setName("headroomAgentTimings");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.addUrlPatterns("/*");
    registration.setAsyncSupported(true);
    return registration;
  }

  /** First of all, so that the time of security and limits counts too. */
  @Bean
  @ConditionalOnMissingBean(name = "headroomObserveFilterRegistration")
  FilterRegistrationBean<ObserveFilter> headroomObserveFilterRegistration(ObserveFilter filter) {
    FilterRegistrationBean<ObserveFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setName("headroomObserveFilter");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
    registration.addUrlPatterns("/*");
    registration.setAsyncSupported(true);
    return registration;
  }

  @Bean
  @ConditionalOnMissingBean
  ControlController headroomControlController(
      Seen seen,
      ObjectProvider<Fleet> fleet,
      Fixes fixes,
      HeadroomProperties properties,
      ApplicationEventPublisher events) {
    return new ControlController(
        seen, fleet.getIfAvailable(), fixes, events, properties.admin().role());
  }

  @Bean
  @ConditionalOnBean(CacheControl.class)
  CacheController headroomCacheController(
      CacheControl control, HeadroomProperties properties, Environment environment) {
    return new CacheController(
        control,
        properties.admin().role(),
        "development".equals(environment.getProperty("ENVIRONMENT")));
  }

  private static @Nullable String route(HttpServletRequest request) {
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (pattern == null) {
      pattern = request.getAttribute(CACHED_ROUTE); // No handler ran.
    }
    return pattern == null ? null : pattern.toString();
  }
}
