package dev.headroom.web;

import dev.headroom.loop.Fixes;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Refuses requests beyond a limit with 429, {@code Retry-After} and a problem document, and tells
 * all others where they stand in {@code RateLimit-Policy} and {@code RateLimit} (draft of the
 * IETF's HTTPAPI group). Rules by route and address belong in front of everything that costs, rules
 * by user behind what signs users in: two filters with one {@link Limits}.
 */
public final class LimitFilter implements Filter {

  private final Limits limits;
  private final boolean users;
  private final WebUser user;
  private final Fixes fixes;

  /**
   * A filter.
   *
   * @param limits the rules
   * @param users true for the rules by user, false for the others
   * @param user who asks
   * @param fixes has {@link WebFixes#LIMITS}
   */
  public LimitFilter(Limits limits, boolean users, WebUser user, Fixes fixes) {
    this.limits = limits;
    this.users = users;
    this.user = user;
    this.fixes = fixes;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(request instanceof HttpServletRequest http)
        || !(response instanceof HttpServletResponse answer)
        || request.getDispatcherType() != DispatcherType.REQUEST
        || !fixes.isOn(WebFixes.LIMITS.id())) {
      chain.doFilter(request, response);
      return;
    }
    List<Limits.Taken> taken = limits.take(http, users, users ? user.of(http) : null);
    for (Limits.Taken one : taken) {
      tell(answer, one);
      if (!one.probe().isConsumed()) {
        refuse(answer, one);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  private static void tell(HttpServletResponse answer, Limits.Taken one) {
    LimitRule rule = one.rule();
    ConsumptionProbe probe = one.probe();
    answer.addHeader(
        "RateLimit-Policy",
        '"' + rule.name() + "\";q=" + rule.limit() + ";w=" + rule.window().toSeconds());
    answer.addHeader(
        "RateLimit",
        '"'
            + rule.name()
            + "\";r="
            + Math.max(0, probe.getRemainingTokens())
            + ";t="
            + seconds(probe.isConsumed() ? probe.getNanosToWaitForReset() : wait(probe)));
  }

  private static void refuse(HttpServletResponse answer, Limits.Taken one) throws IOException {
    LimitRule rule = one.rule();
    long seconds = seconds(wait(one.probe()));
    answer.setHeader("Retry-After", Long.toString(seconds));
    Problem.send(
        answer,
        429,
        "Too many requests",
        "at most "
            + rule.limit()
            + " requests in "
            + rule.window().toSeconds()
            + " s ("
            + rule.name()
            + "); try again in "
            + seconds
            + " s");
  }

  private static long wait(ConsumptionProbe probe) {
    return probe.getNanosToWaitForRefill();
  }

  private static long seconds(long nanos) {
    return Math.max(1, (nanos + 999_999_999L) / 1_000_000_000L);
  }
}
