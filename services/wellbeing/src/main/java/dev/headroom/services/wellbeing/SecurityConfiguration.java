package dev.headroom.services.wellbeing;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import tools.jackson.databind.json.JsonMapper;

/** Bearer tokens, no sessions; refusals are problem documents. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

  @Bean
  PasswordEncoder passwordEncoder() {
    return new BCryptPasswordEncoder(10);
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http, SignedInUsers users, JsonMapper json, WellbeingProperties properties)
      throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
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
                    .access(metrics(properties.openMetrics()))
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            o ->
                o.jwt(j -> j.jwtAuthenticationConverter(users))
                    .authenticationEntryPoint(
                        (request, response, refused) -> {
                          response.setHeader("WWW-Authenticate", "Bearer");
                          write(
                              json,
                              response,
                              HttpStatus.UNAUTHORIZED,
                              "sign in with POST /api/v1/auth/sign-in and send its accessToken as"
                                  + " 'Authorization: Bearer ...' ("
                                  + refused.getMessage()
                                  + ")");
                        }))
        .exceptionHandling(
            e ->
                e.accessDeniedHandler(
                    (request, response, refused) ->
                        write(
                            json,
                            response,
                            HttpStatus.FORBIDDEN,
                            "your role does not allow " + request.getMethod() + " here")))
        .build();
  }

  /** For administrators, unless whoever runs it says that only scrapers get there. */
  private static AuthorizationManager<RequestAuthorizationContext> metrics(boolean open) {
    return open
        ? (user, request) -> new AuthorizationDecision(true)
        : AuthorityAuthorizationManager.hasRole(Role.ADMIN.name());
  }

  private static void write(
      JsonMapper json, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), ProblemDetail.forStatusAndDetail(status, detail));
  }
}
