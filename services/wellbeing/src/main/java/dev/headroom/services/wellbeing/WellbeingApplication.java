package dev.headroom.services.wellbeing;

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

/** The wellbeing service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({IndexFix.class, ProblemHandler.class, TokenKeys.class, UserCacheFix.class})
public class WellbeingApplication {

  public static void main(String[] args) {
    SpringApplication.run(WellbeingApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
