package dev.headroom.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * A servlet that takes a connection and executes up to five different statements on it. With none
 * it still takes the connection, so that what five add is theirs alone.
 */
final class FiveStatements extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final List<String> SQL =
      List.of(
          "select id, name, email from customers where id = ? and status = ?",
          "select id, total from orders where customer_id = ? and status = ? order by id desc",
          "select id, order_id, name, price from items where order_id = ? and status = ?",
          "select sum(total) from orders where customer_id = ? and status = ?",
          "select value from settings where customer_id = ? and name = ?");

  private final transient DataSource source;
  private final transient FilterChain chain;
  private final int statements;
  private long key;
  long sum;

  FiveStatements(Wrapping wrapping, int statements) {
    this.source = wrapping.source();
    this.statements = statements;
    FilterChain last = this::service;
    for (int i = wrapping.filters().size() - 1; i >= 0; i--) {
      Filter filter = wrapping.filters().get(i);
      FilterChain next = last;
      last = (request, response) -> filter.doFilter(request, response, next);
    }
    this.chain = last;
  }

  void serve(ServletRequest request, ServletResponse response)
      throws ServletException, IOException {
    chain.doFilter(request, response);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException {
    try (Connection connection = source.getConnection()) {
      for (int i = 0; i < statements; i++) {
        try (PreparedStatement statement = connection.prepareStatement(SQL.get(i))) {
          statement.setLong(1, key++ & 0xffff);
          statement.setString(2, "open");
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              sum += rows.getLong(1);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
