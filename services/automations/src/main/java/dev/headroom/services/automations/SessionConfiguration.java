package dev.headroom.services.automations;

import dev.headroom.services.common.TokenIssuer;
import dev.headroom.web.RefreshTokens;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** How people prove who they are, and stay signed in. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder(10);
  }

  @Bean
  TokenIssuer tokenIssuer(AutomationsProperties properties) {
    return new TokenIssuer("headroom-automations", properties.token());
  }

  @Bean
  RefreshTokens refreshTokens(SessionStore store, Clock clock) {
    return RefreshTokens.in(store, SessionStore.OPTIONS, clock);
  }
}
