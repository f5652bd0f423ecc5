package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.web.Hashing;
import dev.headroom.web.HashingBusyException;
import dev.headroom.web.HashingFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
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

  /** Where a controller does, before a handler of all exceptions makes it a 500. */
  @Bean
  @Order(-1)
  HandlerExceptionResolver headroomHashingRefused() {
    return (request, response, handler, thrown) -> {
      if (!(thrown instanceof HashingBusyException busy)) {
        return null;
      }
      try {
        HashingFilter.tell(response, busy);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new ModelAndView();
    };
  }
}
