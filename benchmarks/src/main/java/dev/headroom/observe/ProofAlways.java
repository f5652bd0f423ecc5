package dev.headroom.observe;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/**
 * Traces every request, which the observer does for 20 requests of an endpoint and at most one a
 * second. Stands behind {@link ObserveFilter}.
 */
public final class ProofAlways implements Filter {

  private final Observer observer;

  /** With the filter's observer. */
  public ProofAlways(Observer observer) {
    this.observer = observer;
  }

  @Override
  public void doFilter(ServletRequest http, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    Request request = observer.current();
    if (request != null) {
      request.traceDecided = true;
      request.trace = new FlowTrace();
    }
    chain.doFilter(http, answer);
  }
}
