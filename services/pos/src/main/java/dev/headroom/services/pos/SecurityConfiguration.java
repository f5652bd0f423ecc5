package dev.headroom.services.pos;

import dev.headroom.services.common.BearerSecurity;
import dev.headroom.services.common.TokenIssuer;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;

/** Bearer tokens, no sessions; refusals are problem documents. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  static final String UPDATES = "/api/v1/updates";

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder(10);
  }

  @Bean
  TokenIssuer tokenIssuer(PosProperties properties) {
    return new TokenIssuer("headroom-pos", properties.token());
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http, SignedInUsers users, JsonMapper json, PosProperties properties)
      throws Exception {
    return BearerSecurity.bearer(http, users, json)
        .authorizeHttpRequests(
            r ->
                r.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.POST,
                        "/api/v1/auth/sign-in",
                        "/api/v1/auth/refresh",
                        "/api/v1/auth/sign-out")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/api/v1/health", "/favicon.ico")
                    .permitAll()
                    .requestMatchers(
                        HttpMethod.GET, "/v3/api-docs/**", "/swagger-ui/**", "/swagger-ui.html")
                    .permitAll()
                    .requestMatchers(HttpMethod.GET, "/metrics")
                    .access(
                        BearerSecurity.metrics(
                            properties.openMetrics(),
                            Role.PLATFORM_OWNER.name(),
                            Role.MANAGER.name()))
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(o -> o.bearerTokenResolver(tokens()))
        .build();
  }

  /** A browser's WebSocket cannot send headers: there alone the token may stand in the query. */
  private static BearerTokenResolver tokens() {
    DefaultBearerTokenResolver header = new DefaultBearerTokenResolver();
    DefaultBearerTokenResolver query = new DefaultBearerTokenResolver();
    query.setAllowUriQueryParameter(true);
    return request -> (request.getRequestURI().equals(UPDATES) ? query : header).resolve(request);
  }
}
