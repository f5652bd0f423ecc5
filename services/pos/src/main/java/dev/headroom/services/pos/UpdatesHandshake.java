package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import tools.jackson.databind.json.JsonMapper;

/** Decides before the connection is upgraded whose events it may hear, and from where on. */
@Component
class UpdatesHandshake implements HandshakeInterceptor {

  static final String RESTAURANT = "restaurant";
  static final String AFTER = "after";
  static final String EXPIRES = "expires";

  private final RestaurantAccess access;
  private final JwtDecoder tokens;
  private final EventLog log;
  private final JsonMapper json;

  UpdatesHandshake(RestaurantAccess access, JwtDecoder tokens, EventLog log, JsonMapper json) {
    this.access = access;
    this.tokens = tokens;
    this.log = log;
    this.json = json;
  }

  @Override
  public boolean beforeHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      Map<String, Object> attributes)
      throws IOException {
    HttpServletRequest http = ((ServletServerHttpRequest) request).getServletRequest();
    try {
      long restaurantId = restaurant(user(http), http.getParameter("restaurant"));
      attributes.put(RESTAURANT, restaurantId);
      attributes.put(AFTER, after(restaurantId, http.getParameter("after")));
      attributes.put(EXPIRES, expires(http));
      return true;
    } catch (Problem problem) {
      response.setStatusCode(problem.getStatusCode());
      response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
      response.getBody().write(json.writeValueAsBytes(problem.getBody()));
      return false;
    }
  }

  private static PosUser user(HttpServletRequest http) {
    if (http.getUserPrincipal() instanceof Authentication authentication
        && authentication.getPrincipal() instanceof PosUser user) {
      return user;
    }
    throw Problem.unauthorized(
        "send the token as 'Authorization: Bearer ...' or, from a browser, as ?access_token=...");
  }

  private long restaurant(PosUser user, @Nullable String asked) {
    Long own = user.restaurantId();
    if (own == null && asked == null) {
      throw Problem.badRequest("a platform owner says whose updates: /api/v1/updates?restaurant=1");
    }
    long restaurantId = asked == null ? Objects.requireNonNull(own) : number("restaurant", asked);
    access.check(user, restaurantId);
    return restaurantId;
  }

  private long after(long restaurantId, @Nullable String after) {
    if (after == null) {
      return -1;
    }
    long sequence = number("after", after);
    long last = log.last(restaurantId);
    if (sequence > last) {
      throw Problem.badRequest(
          "after="
              + sequence
              + " has not been given yet, the last sequence is "
              + last
              + ": leave it out to hear what is new");
    }
    return sequence;
  }

  private static long number(String name, String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw Problem.badRequest(name + "=" + text + " is no whole number of at least 0");
  }

  /** A connection ends with the token that opened it. */
  private Instant expires(HttpServletRequest http) {
    String header = http.getHeader("Authorization");
    boolean bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
    String token = bearer ? header.substring(7).trim() : http.getParameter("access_token");
    Instant expires = tokens.decode(Objects.requireNonNull(token)).getExpiresAt();
    if (expires == null) {
      throw Problem.unauthorized("the token has no expiry: sign in again");
    }
    return expires;
  }

  @Override
  public void afterHandshake(
      ServerHttpRequest request,
      ServerHttpResponse response,
      WebSocketHandler handler,
      @Nullable Exception exception) {
    // nothing to undo
  }
}
