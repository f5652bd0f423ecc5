package dev.headroom.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code GET /health}: 200 while the service can serve, 503 while it cannot, and why. Belongs in
 * front of whatever signs users in, and behind limits by address: a load balancer has no token.
 */
public final class HealthFilter implements Filter {

  private final String path;
  private final List<String> segments;
  private final Health health;

  /**
   * A filter.
   *
   * @param path where, such as {@code /health}
   * @param health is asked
   * @throws IllegalArgumentException if the path is not one place
   */
  public HealthFilter(String path, Health health) {
    if (!PathPattern.of(path).names().isEmpty() || path.endsWith("/**")) {
      throw new IllegalArgumentException("path is one place, such as /health; was '" + path + "'");
    }
    this.path = path;
    this.segments = List.of(path.substring(1).split("/", -1));
    this.health = health;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer
        && request.getDispatcherType() == DispatcherType.REQUEST
        && (http.getMethod().equals("GET") || http.getMethod().equals("HEAD"))
        && segments.equals(RequestPath.of(http))) {
      http.setAttribute(ResponseCacheFilter.ROUTE, path);
      tell(health.now(), http.getMethod().equals("HEAD"), answer);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void tell(Health.State state, boolean head, HttpServletResponse answer)
      throws IOException {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("status", state.up() ? "up" : "down");
    state
        .parts()
        .forEach(
            (name, part) -> {
              Map<String, String> one = new LinkedHashMap<>();
              one.put("status", part.status().name().toLowerCase(Locale.ROOT));
              if (part.detail() != null) {
                one.put("detail", part.detail());
              }
              told.put(name, one);
            });
    byte[] body = Problem.JSON.writeValueAsBytes(told);
    answer.setStatus(state.up() ? 200 : 503);
    answer.setContentType("application/json");
    answer.setHeader("Cache-Control", "no-store");
    answer.setContentLength(body.length);
    if (!head) {
      answer.getOutputStream().write(body);
    }
  }
}
