package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.observe.ObserveOptions;
import dev.headroom.observe.Observer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.ShopApplication;

class HeadroomFaultTest {

  private static final AtomicBoolean BROKEN = new AtomicBoolean();

  @Configuration(proxyBeanMethods = false)
  static class BrokenClock {

    @Bean
    Observer observer() {
      return new Observer(
          ObserveOptions.defaults(),
          () -> {
            if (BROKEN.get()) {
              throw new IllegalStateException("the clock is broken, on purpose");
            }
            return System.nanoTime();
          });
    }
  }

  @Test
  @DisplayName("a fault in the observer fails no request, and the application's observer is used")
  void faults() throws Exception {
    try (var app =
        new SpringApplicationBuilder(ShopApplication.class, BrokenClock.class)
            .run(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none",
                "--server.port=0",
                "--server.address=127.0.0.1")) {
      BROKEN.set(true);
      URI uri =
          URI.create(
              "http://127.0.0.1:"
                  + app.getEnvironment().getProperty("local.server.port")
                  + "/large");
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).hasSize(100_000);
      assertThat(app.getBean(Observer.class).faults()).isPositive();
    } finally {
      BROKEN.set(false);
    }
  }
}
