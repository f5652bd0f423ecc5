package shop;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.headroom.junit.ExpectNoNewFindings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Spring tests that are run by tests. */
public final class SpringCases {

  private SpringCases() {}

  /** An application without Headroom's starter. */
  @SpringBootApplication
  static class Application {

    @Bean
    DataSource dataSource() {
      return ShopCases.dataSource;
    }

    /** Lines one by one. */
    @RestController
    static final class Orders {

      private final JdbcTemplate jdbc;

      Orders(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
      }

      @GetMapping("/one-by-one")
      List<String> oneByOne() {
        return jdbc.queryForList("select id from orders", Integer.class).stream()
            .map(this::line)
            .toList();
      }

      private String line(int order) {
        return jdbc.queryForObject("select name from line where order_id = ?", String.class, order);
      }

      @GetMapping("/joined")
      List<String> joined() {
        return jdbc.queryForList(
            "select l.name from orders o join line l on l.order_id = o.id", String.class);
      }
    }
  }

  /** Requests on the test's own thread. */
  @SpringBootTest(classes = Application.class)
  @AutoConfigureMockMvc
  @ExpectNoNewFindings
  public static class OnOneThread {

    @Autowired MockMvc mvc;

    @Test
    void failsOneByOne() throws Exception {
      mvc.perform(get("/one-by-one")).andExpect(status().isOk());
    }

    @Test
    @Transactional
    void failsInATransactionOfTheTest() throws Exception {
      mvc.perform(get("/one-by-one")).andExpect(status().isOk());
    }

    @Test
    void passesJoined() throws Exception {
      mvc.perform(get("/joined")).andExpect(status().isOk());
    }
  }

  /** Requests over HTTP, on the server's threads. */
  @SpringBootTest(
      classes = Application.class,
      webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
  @ExpectNoNewFindings
  public static class OverHttp {

    @LocalServerPort int port;

    private void call(String path) throws Exception {
      HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void failsOneByOne() throws Exception {
      call("/one-by-one");
    }

    @Test
    void passesJoined() throws Exception {
      call("/joined");
    }
  }
}
