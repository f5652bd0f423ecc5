package dev.headroom.services.wellbeing;

import dev.headroom.services.common.BearerSecurity;
import dev.headroom.services.common.TokenIssuer;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;

/** Bearer tokens, no sessions; refusals are problem documents. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder(10);
  }

  @Bean
  TokenIssuer tokenIssuer(WellbeingProperties properties) {
    return new TokenIssuer("headroom-wellbeing", properties.token());
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http, SignedInUsers users, JsonMapper json, WellbeingProperties properties)
      throws Exception {
    return BearerSecurity.bearer(http, users, json)
        .authorizeHttpRequests(
            r ->
                r.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/api/v1/auth/sign-in")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/api/v1/health", "/favicon.ico")
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.GET, "/v3/api-docs/**", "/swagger-ui/**", "/swagger-ui.html")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/metrics")
                    .access(BearerSecurity.metrics(properties.openMetrics(), Role.ADMIN.name()))
                    .anyRequest()
                    .authenticated())
        .build();
  }
}
