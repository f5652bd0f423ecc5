package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.observe.Observer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import reactor.core.publisher.Hooks;
import shop.ShopApplication;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeadroomActuatorTest {

  @TempDir static Path directory;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Map<String, String> OBSERVED = new ConcurrentHashMap<>();
  private static DevPostgres postgres;
  private static ConfigurableApplicationContext app;
  private static Observer observer;

  @Configuration(proxyBeanMethods = false)
  static class Observations {

    /** Keeps the key values of each request's observation. */
    @Bean
    ObservationHandler<ServerRequestObservationContext> keeping() {
      return new ObservationHandler<>() {
        @Override
        public void onStop(ServerRequestObservationContext context) {
          OBSERVED.put(
              context.getCarrier().getRequestURI(),
              context.getHighCardinalityKeyValues().toString());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
          return context instanceof ServerRequestObservationContext;
        }
      };
    }
  }

  @BeforeAll
  static void start() throws Exception {
    // What spring.reactor.context-propagation=auto does where spring-boot-reactor is there.
    Hooks.enableAutomaticContextPropagation();
    postgres = DevPostgres.start(directory);
    app =
        new SpringApplicationBuilder(ShopApplication.class, Observations.class)
            .run(
                "--spring.datasource.url=" + postgres.jdbcUrl("postgres"),
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.endpoints.web.exposure.include=headroom,health,metrics",
                "--management.endpoint.health.show-details=always",
                "--headroom.observe.plans=true",
                "--spring.main.banner-mode=off");
    observer = app.getBean(Observer.class);
    JdbcTemplate jdbc = new JdbcTemplate(app.getBean(DataSource.class));
    jdbc.execute("create table orders (id bigint primary key, customer bigint)");
    jdbc.execute("create table line (order_id bigint, name text)");
    jdbc.execute("insert into orders select i, i % 7 from generate_series(1, 50) i");
    jdbc.execute("insert into line select id, 'line ' || id from orders");
  }

  @AfterAll
  static void stop() {
    app.close();
    postgres.close();
    Hooks.disableAutomaticContextPropagation();
  }

  @BeforeEach
  void newWindow() {
    observer.reset();
  }

  @Test
  @DisplayName("the actuator lists findings, statements, endpoints and pools; carries no data")
  void actuator() throws Exception {
    for (int i = 0; i < 8; i++) {
      get("/orders/of/" + i % 7);
    }
    endpoint("GET /orders/of/{customer}", 8);
    JsonNode overview = json("/actuator/headroom");
    assertThat(overview.at("/seenBy").asString()).isEqualTo("starter");
    assertThat(overview.at("/findings").toString()).contains("N_PLUS_ONE");
    assertThat(json("/actuator/headroom/findings").at("/findings").toString())
        .contains("select name from line where order_id = ?");
    assertThat(json("/actuator/headroom/endpoints").at("/endpoints").toString())
        .contains("GET /orders/of/{customer}");
    JsonNode statements = json("/actuator/headroom/statements").at("/statements");
    assertThat(statements).isNotEmpty();
    statements.forEach(
        statement -> {
          assertThat(statement.at("/sql").asString()).isEmpty();
          assertThat(statement.at("/samples")).isEmpty();
        });
    JsonNode pool = json("/actuator/headroom/pools").at("/pools").get(0);
    assertThat(pool.at("/checkouts").asLong()).isPositive();
    assertThat(json("/actuator/headroom/runtime").at("/runtime")).isNotEmpty();
  }

  @Test
  @DisplayName("a part that there is not is refused with the nearest one")
  void wrongPart() throws Exception {
    HttpResponse<String> answer = get("/actuator/headroom/statemnts");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(get("/actuator/headroom/fleet").statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("health is up whatever is found, and says what is")
  void health() throws Exception {
    JsonNode health = json("/actuator/health");
    assertThat(health.at("/components/headroom/status").asString()).isEqualTo("UP");
    JsonNode details = health.at("/components/headroom/details");
    assertThat(details.at("/seenBy").asString()).isEqualTo("starter");
    assertThat(details.at("/faults").asLong()).isZero();
    assertThat(details.has("exhaustedPools")).isTrue();
  }

  @Test
  @DisplayName("meters tell findings by kind, drops and faults, statements by endpoint, holds")
  void meters() throws Exception {
    assertThat(json("/actuator/metrics/headroom.findings?tag=kind:n-plus-one").toString())
        .contains("confidence");
    assertThat(json("/actuator/metrics/headroom.dropped").at("/measurements")).isNotEmpty();
    get("/orders/of/1");
    endpoint("GET /orders/of/{customer}", 1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(json("/actuator/metrics/headroom.faults").at("/measurements"))
                  .isNotEmpty();
              assertThat(json("/actuator/metrics/headroom.statements").toString())
                  .contains("GET /orders/of/{customer}");
              assertThat(json("/actuator/metrics/headroom.pool.hold").toString())
                  .contains("TOTAL_TIME");
            });
  }

  @Test
  @DisplayName("a request's observation carries its statements and their time")
  void observation() throws Exception {
    get("/orders/of/2");
    Awaitility.await().until(() -> OBSERVED.containsKey("/orders/of/2"));
    assertThat(OBSERVED.get("/orders/of/2"))
        .contains("headroom.statements=8")
        .contains("headroom.database.ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/async",
        "/nested",
        "/future",
        "/virtual",
        "/deferred",
        "/streamed",
        "/mono",
        "/later"
      })
  @DisplayName("statements on other threads belong to the request that caused them")
  void otherThreads(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    Awaitility.await()
        .untilAsserted(() -> assertThat(endpoint("GET " + path, 1).statements()).isEqualTo(1));
    assertThat(observer.snapshot().statements())
        .noneMatch(s -> s.endpoint().equals("(background)"));
  }

  @Test
  @DisplayName("calls by RestClient and WebClient are counted and timed for their request")
  void calls() throws Exception {
    HttpResponse<String> answer = get("/calls?url=" + uri("/large"));
    assertThat(answer.body()).isEqualTo("200000");
    Awaitility.await()
        .untilAsserted(
            () -> {
              EndpointObservation endpoint = endpoint("GET /calls", 1);
              assertThat(endpoint.calls()).isEqualTo(2);
              assertThat(endpoint.callNanos()).isPositive();
            });
  }

  private static EndpointObservation endpoint(String name, int requests) {
    return Awaitility.await()
        .until(
            () ->
                observer.snapshot().endpoints().stream()
                    .filter(e -> e.endpoint().equals(name) && e.requests() == requests)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path);
  }
}
