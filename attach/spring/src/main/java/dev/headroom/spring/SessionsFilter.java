package dev.headroom.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Tells a request that needs its session while Redis does not answer: 503, {@code Retry-After} and
 * a problem document, wherever it asked for the session. The client keeps its cookie.
 */
final class SessionsFilter implements Filter, HandlerExceptionResolver, Ordered {

  private static final String PROBLEM =
      """
      {"type":"about:blank","title":"Sessions unavailable","status":503,\
      "detail":"sessions cannot be read at the moment; try again in 1 s"}""";

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException e) {
      if (!isUnavailable(e)
          || response.isCommitted()
          || !(response instanceof HttpServletResponse answer)) {
        throw e;
      }
      tell(answer);
    }
  }

  /** Before a handler of all exceptions makes something else of it. */
  @Override
  public int getOrder() {
    return -1;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception thrown) {
    if (!isUnavailable(thrown) || response.isCommitted()) {
      return null;
    }
    if (thrown instanceof RuntimeException passed) {
      throw passed; // To the filter: answering here would make Spring Session ask Redis once more.
    }
    return null;
  }

  private static void tell(HttpServletResponse answer) throws IOException {
    answer.reset();
    answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    answer.setHeader("Retry-After", "1");
    answer.setHeader("Cache-Control", "no-store");
    answer.setContentType("application/problem+json");
    answer.getOutputStream().print(PROBLEM);
  }

  private static boolean isUnavailable(Throwable thrown) {
    Throwable one = thrown;
    for (int depth = 0; one != null && depth < 10; depth++) {
      if (one instanceof SessionsUnavailableException) {
        return true;
      }
      one = one.getCause();
    }
    return false;
  }
}
