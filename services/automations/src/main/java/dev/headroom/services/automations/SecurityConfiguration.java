package dev.headroom.services.automations;

import dev.headroom.services.common.BearerSecurity;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;

/** Who may do what. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  SecurityFilterChain security(
      HttpSecurity http, SignedInUsers users, JsonMapper json, AutomationsProperties properties)
      throws Exception {
    return BearerSecurity.bearer(http, users, json)
        .authorizeHttpRequests(
            r ->
                r.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(HttpMethod.POST, "/api/v1/auth/*", "/api/v1/hooks/*")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/health", "/api/v1/health", "/favicon.ico")
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.GET, "/v3/api-docs/**", "/swagger-ui/**", "/swagger-ui.html")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/metrics")
                    .access(BearerSecurity.metrics(properties.openMetrics(), Role.ADMIN.name()))
                    .requestMatchers("/api/v1/admin/**")
                    .hasRole(Role.ADMIN.name())
                    .anyRequest()
                    .authenticated())
        .build();
  }
}
