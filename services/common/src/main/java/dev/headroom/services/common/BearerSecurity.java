package dev.headroom.services.common;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import tools.jackson.databind.json.JsonMapper;

/** Bearer tokens, no sessions; refusals are problem documents. */
public final class BearerSecurity {

  private BearerSecurity() {}

  /**
   * Adds it to a chain, which still has to say who may do what.
   *
   * @param users the authentication of a token; refuses a token whose user is shut out
   */
  public static HttpSecurity bearer(
      HttpSecurity http, Converter<Jwt, AbstractAuthenticationToken> users, JsonMapper json)
      throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
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
                            "your role does not allow " + request.getMethod() + " here")));
  }

  /** For these roles, unless whoever runs the service says that only scrapers get there. */
  public static AuthorizationManager<RequestAuthorizationContext> metrics(
      boolean open, String... roles) {
    return open
        ? (user, request) -> new AuthorizationDecision(true)
        : AuthorityAuthorizationManager.hasAnyRole(roles);
  }

  private static void write(
      JsonMapper json, HttpServletResponse response, HttpStatus status, String detail)
      throws IOException {
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    json.writeValue(response.getOutputStream(), ProblemDetail.forStatusAndDetail(status, detail));
  }
}
