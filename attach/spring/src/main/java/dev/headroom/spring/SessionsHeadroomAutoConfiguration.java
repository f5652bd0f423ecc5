package dev.headroom.spring;

import dev.headroom.observe.Observer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.annotation.web.http.SpringHttpSessionConfiguration;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.FlashMapManager;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** HTTP sessions in Redis by Spring Session, so that any instance serves any user. */
@AutoConfiguration(
    after = WebHeadroomAutoConfiguration.class,
    beforeName = {
      "org.springframework.boot.session.autoconfigure.SessionAutoConfiguration",
      "org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration"
    })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({RedisSessionRepository.class, SpringHttpSessionConfiguration.class})
@ConditionalOnBean({Observer.class, WebProperties.class})
@ConditionalOnProperty(name = "headroom.web.sessions.enabled", havingValue = "true")
@ConditionalOnMissingBean(SessionRepository.class)
@Import(SpringHttpSessionConfiguration.class)
final class SessionsHeadroomAutoConfiguration {

  /** Java's serialization, as Spring Session does, or the application's own. */
  @Bean
  SessionRedis headroomSessionRedis(
      WebProperties properties,
      @Qualifier("springSessionDefaultRedisSerializer")
          ObjectProvider<RedisSerializer<Object>> serializer,
      ResourceLoader resources) {
    RedisSerializer<Object> values =
        serializer.getIfAvailable(() -> RedisSerializer.java(resources.getClassLoader()));
    return SessionRedis.of(properties.sessions(), values);
  }

  @Bean
  SessionRepository<? extends Session> headroomSessions(
      SessionRedis redis, WebProperties properties) {
    RedisSessionRepository sessions = new RedisSessionRepository(redis.template);
    sessions.setDefaultMaxInactiveInterval(properties.sessions().timeout());
    return guarded(sessions);
  }

  private static <S extends Session> SessionRepository<S> guarded(SessionRepository<S> sessions) {
    return new GuardedSessions<>(sessions, System::nanoTime);
  }

  /**
   * Spring MVC looks into the session with every request, for attributes that outlive a redirect:
   * that alone is no need of it.
   */
  @Bean
  static BeanPostProcessor headroomFlashMaps() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof FlashMapManager manager ? new PatientFlashMaps(manager) : bean;
      }
    };
  }

  private record PatientFlashMaps(FlashMapManager manager) implements FlashMapManager {

    @Override
    public @Nullable FlashMap retrieveAndUpdate(
        HttpServletRequest request, HttpServletResponse response) {
      try {
        return manager.retrieveAndUpdate(request, response);
      } catch (SessionsUnavailableException e) {
        return null;
      }
    }

    @Override
    public void saveOutputFlashMap(
        FlashMap map, HttpServletRequest request, HttpServletResponse response) {
      manager.saveOutputFlashMap(map, request, response);
    }
  }

  /** In front of Spring Session's own filter. */
  @Bean
  FilterRegistrationBean<SessionsFilter> headroomSessionRefusals() {
    return WebHeadroomAutoConfiguration.at(
        WebHeadroomAutoConfiguration.SESSIONS_ORDER,
        "headroomSessionRefusals",
        new SessionsFilter());
  }

  @Bean
  HandlerExceptionResolver headroomSessionRefused() {
    return new SessionsFilter();
  }
}
