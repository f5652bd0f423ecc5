package dev.headroom.services.automations;

import dev.headroom.services.common.IndexFix;
import dev.headroom.services.common.ProblemHandler;
import dev.headroom.services.common.TokenKeys;
import dev.headroom.services.common.UserCacheFix;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The automations service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({TokenKeys.class, ProblemHandler.class, IndexFix.class, UserCacheFix.class})
public class AutomationsApplication {

  public static void main(String[] args) {
    SpringApplication.run(AutomationsApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
