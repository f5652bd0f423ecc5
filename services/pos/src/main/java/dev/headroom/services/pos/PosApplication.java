package dev.headroom.services.pos;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The point-of-sale service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class PosApplication {

  public static void main(String[] args) {
    SpringApplication.run(PosApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
