package dev.headroom.spring;

import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import reactor.core.publisher.Mono;

/**
 * Calls to other services made by the clients that Spring Boot's builders make: {@code
 * RestClient.Builder}, {@code RestTemplateBuilder}, {@code WebClient.Builder}.
 */
@AutoConfiguration(after = HeadroomObserveAutoConfiguration.class)
@ConditionalOnBean(Observer.class)
final class CallsHeadroomAutoConfiguration {

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(RestClientCustomizer.class)
  static final class Blocking {

    @Bean
    RestClientCustomizer headroomRestClientCalls(Observer observer) {
      return builder -> builder.requestInterceptor(new Calls(observer));
    }

    @Bean
    RestTemplateCustomizer headroomRestTemplateCalls(Observer observer) {
      return template -> template.getInterceptors().add(new Calls(observer));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({WebClientCustomizer.class, ExchangeFilterFunction.class})
  static final class Reactive {

    @Bean
    WebClientCustomizer headroomWebClientCalls(Observer observer) {
      return builder -> builder.filter(timed(observer));
    }

    private static ExchangeFilterFunction timed(Observer observer) {
      return (request, next) ->
          Mono.defer(
              () -> {
                Request mine = observer.current();
                if (mine == null) {
                  return next.exchange(request);
                }
                long start = System.nanoTime();
                return next.exchange(request)
                    .doFinally(signal -> Calls.ended(observer, mine.whole(), start));
              });
    }
  }
}
