package dev.headroom.services.wellbeing;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The wellbeing service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class WellbeingApplication {

  public static void main(String[] args) {
    SpringApplication.run(WellbeingApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
