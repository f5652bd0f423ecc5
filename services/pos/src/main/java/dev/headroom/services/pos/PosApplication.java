package dev.headroom.services.pos;

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

/** The point-of-sale service. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({IndexFix.class, ProblemHandler.class, TokenKeys.class, UserCacheFix.class})
public class PosApplication {

  public static void main(String[] args) {
    SpringApplication.run(PosApplication.class, args);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
