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

/**
 * Gives a batch's GETs what their caller sent with the batch. Belongs in front of all other
 * filters: limits by address count the caller, not this instance.
 */
public final class BatchEntrance implements Filter {

  private final Batches batches;

  /**
   * A filter.
   *
   * @param batches the same as the {@link BatchFilter}'s
   */
  public BatchEntrance(Batches batches) {
    this.batches = batches;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST) {
      chain.doFilter(request, response);
      return;
    }
    String name = http.getHeader(Batches.HEADER);
    if (name == null) {
      chain.doFilter(request, response);
      return;
    }
    BatchCaller caller = batches.arrived(name);
    if (caller == null) {
      Problem.send(
          answer,
          400,
          "Not part of a batch here",
          Batches.HEADER
              + " is this service's own: leave it out. If a batch gets this answer, self-url leads"
              + " to another instance");
      return;
    }
    chain.doFilter(new BatchedRequest(http, caller), response);
  }
}
