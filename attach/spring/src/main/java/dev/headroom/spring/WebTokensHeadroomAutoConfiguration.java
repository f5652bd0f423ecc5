package dev.headroom.spring;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.web.TokenCache;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Every {@code JwtDecoder} behind the token cache. */
@AutoConfiguration(after = WebHeadroomAutoConfiguration.class)
@ConditionalOnClass({TokenCache.class, JwtDecoder.class})
@ConditionalOnBean({Observer.class, WebProperties.class})
@ConditionalOnProperty(name = "headroom.web.tokens.enabled", havingValue = "true")
final class WebTokensHeadroomAutoConfiguration {

  @Bean
  MoreNamespaces headroomTokenNamespace(WebProperties properties) {
    return new MoreNamespaces(
        "headroom.web.tokens",
        WebProperties.named(
            "headroom.web.tokens",
            () ->
                TokenCache.namespaces(properties.tokens().ttl(), properties.tokens().maxTokens())));
  }

  @Bean
  @ConditionalOnMissingBean
  TokenCache<Jwt> headroomTokenCache(
      HeadroomCache cache, WebProperties properties, Fixes fixes, ObjectProvider<Clock> clock) {
    return WebProperties.named(
        "headroom.web.tokens",
        () ->
            new TokenCache<>(
                cache,
                Jwt.class,
                fixes,
                clock.getIfUnique(Clock::systemUTC),
                properties.tokens().maxLength()));
  }

  /** The cache is asked for at the first token: decoders are made early. */
  @Bean
  static BeanPostProcessor headroomTokenDecoders(ObjectProvider<TokenCache<Jwt>> cache) {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof JwtDecoder decoder && !(bean instanceof WebTokenDecoder)
            ? new WebTokenDecoder(name, decoder, cache)
            : bean;
      }
    };
  }
}
