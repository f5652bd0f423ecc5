package dev.headroom.spring;

import dev.headroom.loop.Fixes;
import dev.headroom.observe.Observer;
import dev.headroom.web.Outgoing;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Calls to declared dependencies, of the clients that {@code RestClient.Builder} and {@code
 * RestTemplateBuilder} make, within their bounds; others through the bean {@link Outgoing}.
 */
@AutoConfiguration(
    after = {WebHeadroomAutoConfiguration.class, CallsHeadroomAutoConfiguration.class})
@ConditionalOnClass(Outgoing.class)
@ConditionalOnBean({Observer.class, WebProperties.class})
@Conditional(OutgoingHeadroomAutoConfiguration.Declared.class)
final class OutgoingHeadroomAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  Outgoing headroomOutgoing(WebProperties properties, Fixes fixes) {
    return WebProperties.named(
        "headroom.web.outgoing",
        () ->
            new Outgoing(
                properties.outgoing().options(), properties.outgoing().retryShare(), fixes));
  }

  /** Innermost: what counts and traces calls stays on the caller's thread. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(RestClientCustomizer.class)
  static final class Clients {

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    RestClientCustomizer headroomRestClientOutgoing(Outgoing outgoing, WebProperties properties) {
      int most = properties.outgoing().mostBytes();
      return builder -> builder.requestInterceptor(new OutgoingInterceptor(outgoing, most));
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    RestTemplateCustomizer headroomRestTemplateOutgoing(
        Outgoing outgoing, WebProperties properties) {
      int most = properties.outgoing().mostBytes();
      return template -> template.getInterceptors().add(new OutgoingInterceptor(outgoing, most));
    }
  }

  /** Dependencies are a map, which no property condition can see. */
  static final class Declared extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(
        ConditionContext context, AnnotatedTypeMetadata metadata) {
      String key = "headroom.web.outgoing.dependencies";
      return new ConditionOutcome(
          CacheHeadroomAutoConfiguration.NamespacesDeclared.isMap(context, key), key);
    }
  }
}
