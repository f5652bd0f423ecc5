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
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.servlet.JwkSetUriJwtDecoderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.web.client.RestTemplate;

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

  /** Decoders that ask an issuer for its keys do so through {@link KeySetRequests}. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({JwkSetUriJwtDecoderBuilderCustomizer.class, RestTemplate.class})
  static final class Keys {

    /** First, so that a customizer of the application's own has the last word. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    JwkSetUriJwtDecoderBuilderCustomizer headroomTokenKeys(WebProperties properties) {
      KeySetRequests requests =
          WebProperties.named(
              "headroom.web.tokens",
              () -> new KeySetRequests(properties.tokens().keysInterval(), System::nanoTime));
      return builder -> builder.restOperations(requests);
    }
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
