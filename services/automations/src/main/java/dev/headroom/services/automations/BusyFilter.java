package dev.headroom.services.automations;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who is signed in is read before any handler: what the database refuses there is answered as what
 * it refuses in a handler.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class BusyFilter extends OncePerRequestFilter {

  private final SqliteProblems problems;

  BusyFilter(SqliteProblems problems) {
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (DataAccessException | TransactionException e) {
      if (response.isCommitted()) {
        throw e;
      }
      response.reset();
      problems.write(e, response);
    }
  }
}
