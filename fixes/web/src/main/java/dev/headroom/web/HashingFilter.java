package dev.headroom.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells a refused sign-in with 503, {@code Retry-After} and a problem document. */
public final class HashingFilter implements Filter {

  /** A filter, to stand in front of whatever signs users in. */
  public HashingFilter() {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException e) {
      HashingBusyException busy = busy(e);
      if (busy == null
          || response.isCommitted()
          || !(response instanceof HttpServletResponse answer)) {
        throw e;
      }
      answer.reset();
      tell(answer, busy);
    }
  }

  /**
   * Writes the refusal.
   *
   * @param answer nothing of it has been sent
   * @param busy the refusal
   * @throws IOException if the client has gone
   */
  public static void tell(HttpServletResponse answer, HashingBusyException busy)
      throws IOException {
    answer.setHeader("Retry-After", Long.toString(busy.retryAfterSeconds()));
    Problem.send(answer, 503, "Too many sign-ins", String.valueOf(busy.getMessage()));
  }

  private static @Nullable HashingBusyException busy(Throwable thrown) {
    Throwable one = thrown;
    for (int depth = 0; one != null && depth < 10; depth++) {
      if (one instanceof HashingBusyException busy) {
        return busy;
      }
      one = one.getCause();
    }
    return null;
  }
}
