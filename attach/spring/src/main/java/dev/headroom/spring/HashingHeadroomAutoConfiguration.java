package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.web.Hashing;
import dev.headroom.web.HashingBusyException;
import dev.headroom.web.HashingFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Every {@code PasswordEncoder} hashes some passwords at a time. */
@AutoConfiguration(after = WebHeadroomAutoConfiguration.class)
@ConditionalOnClass({Hashing.class, PasswordEncoder.class})
@ConditionalOnBean({Observer.class, WebProperties.class})
@ConditionalOnProperty(name = "headroom.web.hashing.enabled", havingValue = "true")
final class HashingHeadroomAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Hashing headroomHashing(WebProperties properties, Fixes fixes) {
    return new Hashing(properties.hashing().options(), fixes);
  }

  /** The bound is asked for at the first password: encoders are made early. */
  @Bean
  static BeanPostProcessor headroomPasswordEncoders(ObjectProvider<Hashing> hashing) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof PasswordEncoder encoder && !(bean instanceof BoundedPasswordEncoder)
            ? new BoundedPasswordEncoder(encoder, hashing)
            : bean;
      }
    };
  }

  /** Where Spring Security checks passwords in its own filters. */
  @Bean
  FilterRegistrationBean<HashingFilter> headroomHashingRefusals() {
    return WebHeadroomAutoConfiguration.at(
        WebHeadroomAutoConfiguration.HASHING_ORDER, "headroomHashingRefusals", new HashingFilter());
  }

  /** Where a controller does. */
  @Bean
  HandlerExceptionResolver headroomHashingRefused() {
    return new Refused();
  }

  /**
   * Before a handler of all exceptions makes it a 500: the order of a bean's method is not read.
   */
  private static final class Refused implements HandlerExceptionResolver, Ordered {

    @Override
    public int getOrder() {
      return -1;
    }

    @Override
    public @Nullable ModelAndView resolveException(
        HttpServletRequest request,
        HttpServletResponse response,
        @Nullable Object handler,
        Exception thrown) {
      if (!(thrown instanceof HashingBusyException busy)) {
        return null;
      }
      try {
        HashingFilter.tell(response, busy);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new ModelAndView();
    }
  }
}
