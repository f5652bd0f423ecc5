package shop;

import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Scope;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A small shop whose orders are read one line at a time. */
@SpringBootApplication
public class ShopApplication {

  @Bean
  Fix joined() {
    return new Fix("orders-joined", Scope.REQUEST, "Lines with their orders", true, List.of());
  }

  @Bean
  List<Fix> caches() {
    return List.of(new Fix("menu-cache", Scope.REQUEST, "Menu from the cache", false, List.of()));
  }

  /** Roles by a header: enough of security for a control API to ask. */
  @Bean
  Filter roles() {
    return (request, response, chain) -> {
      HttpServletRequest http = (HttpServletRequest) request;
      chain.doFilter(
          new HttpServletRequestWrapper(http) {
            @Override
            public boolean isUserInRole(String role) {
              return role.equals(http.getHeader("Role"));
            }
          },
          response);
    };
  }

  /** Orders and what they say of the fix. */
  public record Answer(List<List<String>> lines, boolean joined) {}

  @RestController
  static class Orders {

    private final JdbcTemplate jdbc;
    private final Fixes fixes;

    Orders(DataSource dataSource, Fixes fixes) {
      this.jdbc = new JdbcTemplate(dataSource);
      this.fixes = fixes;
    }

    @GetMapping("/orders/of/{customer}")
    Answer orders(@PathVariable long customer) {
      List<Long> ids =
          jdbc.queryForList(
              "select id from orders where customer = ? order by id", Long.class, customer);
      List<List<String>> lines = new ArrayList<>();
      for (long id : ids) {
        lines.add(jdbc.queryForList("select name from line where order_id = ?", String.class, id));
      }
      return new Answer(lines, fixes.isOn("orders-joined"));
    }

    @GetMapping("/later")
    Callable<String> later() {
      return () -> jdbc.queryForObject("select 'later'", String.class);
    }

    @GetMapping("/large")
    String large() {
      return "x".repeat(100_000);
    }

    @GetMapping("/fails")
    String fails() throws ServletException {
      throw new ServletException("on purpose");
    }
  }
}
