package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.bridge.AgentBridge;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Observations;
import dev.headroom.observe.ObservedDataSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import shop.ShopApplication;
import tools.jackson.databind.json.JsonMapper;

/** The starter's half of living with an agent; the bridge is the real one, its agent is here. */
class AgentDeferralTest {

  @TempDir Path directory;

  @Configuration(proxyBeanMethods = false)
  static class Bridged {

    /** The class path's bridge in place of the bootstrap loader's. */
    @Bean
    AgentAccess agent() {
      return new AgentAccess(AgentBridge.class);
    }
  }

  private static final class Agent implements AgentBridge.Agent {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Override
    public String address() {
      return "http://127.0.0.1:1/";
    }

    @Override
    public String json(String what) {
      Observations seen =
          new Observations(
              Observations.VERSION,
              1,
              List.of(
                  new EndpointObservation(
                      "GET /by-the-agent", 7, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1)),
              List.of(),
              new Observations.Dropped(0, 0, 0));
      return switch (what) {
        case "observations" -> JsonMapper.shared().writeValueAsString(seen);
        case "profiles" -> "{\"version\":1,\"profiles\":[]}";
        case "workload" -> throw new IllegalStateException("set headroom.observe.samples=true");
        default -> throw new IllegalArgumentException(what);
      };
    }

    @Override
    public void cacheLookup(long nanos, boolean hit) {
      told.add("lookup " + hit);
    }

    @Override
    public void route(String route) {
      told.add("route " + route);
    }

    @Override
    public void reset() {
      told.add("reset");
    }
  }

  @AfterEach
  void uninstall() {
    AgentBridge.install(null);
  }

  @Test
  @DisplayName("with an agent nothing is wrapped, endpoints answer from it, it hears of routes")
  void defers() throws Exception {
    Agent agent = new Agent();
    AgentBridge.install(agent);
    try (var postgres = DevPostgres.start(directory);
        var app =
            new SpringApplicationBuilder(ShopApplication.class, Bridged.class)
                .run(
                    "--spring.datasource.url=" + postgres.jdbcUrl("postgres"),
                    "--server.port=0",
                    "--server.address=127.0.0.1",
                    "--spring.main.banner-mode=off")) {
      assertThat(app.getBean(DataSource.class)).isNotInstanceOf(ObservedDataSource.class);
      String port = app.getEnvironment().getProperty("local.server.port");
      HttpResponse<String> answer = send("GET", port, "/later");
      assertThat(answer.headers().firstValue("X-Response-Time")).isPresent();
      assertThat(answer.headers().firstValue("Server-Timing").orElse(""))
          .startsWith("cache;dur=")
          .doesNotContain("db;");
      Awaitility.await().until(() -> agent.told.contains("route /later"));

      assertThat(send("GET", port, "/headroom/api/observations").body())
          .contains("GET /by-the-agent")
          .doesNotContain("GET /later");
      assertThat(send("GET", port, "/headroom/api/findings").statusCode()).isEqualTo(200);
      assertThat(send("GET", port, "/headroom/api/profiles").statusCode()).isEqualTo(200);
      assertThat(send("GET", port, "/headroom/api/workload").statusCode()).isEqualTo(403);
      assertThat(send("DELETE", port, "/headroom/api/observations").statusCode()).isEqualTo(204);
      assertThat(agent.told).contains("reset");
    }
  }

  @Test
  @DisplayName("a bridge without an agent behind it is none")
  void noAgent() {
    assertThat(new AgentAccess(AgentBridge.class).observing()).isFalse();
    assertThat(new AgentAccess(null).observing()).isFalse();
    assertThat(new AgentAccess(String.class).observing()).isFalse();
    assertThat(AgentAccess.find().observing()).isFalse();
  }

  private static HttpResponse<String> send(String method, String port, String path)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Role", "ADMIN")
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
