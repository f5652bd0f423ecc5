package dev.headroom.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * With an agent, the starter does not see statements: {@code Server-Timing} then tells the time in
 * the cache and leaves out {@code db}, {@code pool} and {@code app}, which it cannot know, instead
 * of telling 0. {@code X-Response-Time} and {@code X-Process-Time} are as right as ever.
 */
final class AgentTimings implements Filter {

  private static final String TIMING = "Server-Timing";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(
        request, response instanceof HttpServletResponse http ? new Known(http) : response);
  }

  static String known(String timing) {
    return Arrays.stream(timing.split(","))
        .map(String::strip)
        .filter(one -> one.startsWith("cache;"))
        .collect(Collectors.joining(", "));
  }

  private static final class Known extends HttpServletResponseWrapper {

    /** The observing filter adds its own as the last one; the application's are left alone. */
    private static final String OURS = "db;dur=";

    Known(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void addHeader(String name, String value) {
      boolean ours = name.equals(TIMING) && value.startsWith(OURS);
      super.addHeader(name, ours ? known(value) : value);
    }
  }
}
