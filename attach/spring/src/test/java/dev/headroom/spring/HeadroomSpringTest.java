package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.EndpointObservation;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Observations;
import dev.headroom.loop.StatementObservation;
import dev.headroom.observe.ObservedDataSource;
import dev.headroom.observe.Observer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import shop.ShopApplication;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeadroomSpringTest {

  @TempDir static Path directory;

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static DevPostgres postgres;
  private static ConfigurableApplicationContext app;
  private static Observer observer;
  private static Fixes fixes;

  @BeforeAll
  static void start() throws Exception {
    postgres = DevPostgres.start(directory);
    app =
        new SpringApplicationBuilder(ShopApplication.class)
            .run(
                "--spring.datasource.url=" + postgres.jdbcUrl("postgres"),
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--headroom.admin.role=OWNER",
                "--spring.main.banner-mode=off");
    observer = app.getBean(Observer.class);
    fixes = app.getBean(Fixes.class);
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
  }

  @BeforeEach
  void newWindow() {
    observer.reset();
    fixes.switchTo(Set.of());
  }

  @Test
  @DisplayName("W1: every answer carries its time in three headers, also large and failed ones")
  void headers() throws Exception {
    for (String path : new String[] {"/orders/of/3", "/large", "/fails", "/nowhere", "/later"}) {
      HttpResponse<String> answer = get(path, "");
      assertThat(answer.headers().allValues("X-Response-Time"))
          .as(path)
          .singleElement()
          .asString()
          .matches("\\d+\\.\\d{3}ms");
      assertThat(answer.headers().firstValue("X-Process-Time").orElse("")).matches("\\d+\\.\\d{6}");
      assertThat(answer.headers().allValues("Server-Timing"))
          .singleElement()
          .asString()
          .matches("db;dur=[\\d.]+, pool;dur=[\\d.]+, cache;dur=[\\d.]+, app;dur=[\\d.]+");
    }
    assertThat(get("/large", "").body()).hasSize(100_000);
    assertThat(get("/large", "").headers().firstValue("Content-Length")).contains("100000");
  }

  @Test
  @DisplayName("statements are counted per endpoint by route template, with the application's line")
  void statements() throws Exception {
    assertThat(get("/orders/of/1", "").statusCode()).isEqualTo(200);
    assertThat(get("/orders/of/2", "").statusCode()).isEqualTo(200);

    EndpointObservation endpoint = endpoint("GET /orders/of/{customer}", 2);
    assertThat(endpoint.statements()).isEqualTo(2 + 8 + 7);
    assertThat(endpoint.databaseNanos()).isPositive();
    StatementObservation lines =
        observer.snapshot().statements().stream()
            .filter(s -> s.fingerprint().equals("select name from line where order_id = ?"))
            .findFirst()
            .orElseThrow();
    assertThat(lines.executions()).isEqualTo(8 + 7);
    assertThat(lines.distinctInRequest()).isEqualTo(8 + 7);
    assertThat(lines.codeLine()).startsWith("ShopApplication.Orders.orders(ShopApplication.java:");
    assertThat(lines.samples()).isEmpty();
    assertThat(lines.sql()).isEmpty();
  }

  @Test
  @DisplayName(
      "an asynchronous request ends when it completes, with the statements of both threads")
  void asynchronous() throws Exception {
    assertThat(get("/later", "").body()).isEqualTo("later");
    assertThat(endpoint("GET /later", 1).statements()).isEqualTo(1);
  }

  @Test
  @DisplayName("failed and unmatched requests are counted as such")
  void failed() throws Exception {
    assertThat(get("/fails", "").statusCode()).isEqualTo(500);
    assertThat(get("/nowhere", "").statusCode()).isEqualTo(404);
    assertThat(endpoint("GET /fails", 1).errors()).isEqualTo(1);
  }

  @Test
  @DisplayName("the control API refuses whoever lacks the admin role")
  void role() throws Exception {
    for (String path :
        new String[] {
          "fixes", "observations", "findings", "findings?scope=fleet", "profiles", "workload"
        }) {
      assertThat(get("/headroom/api/" + path, "STAFF").statusCode()).as(path).isEqualTo(403);
    }
    assertThat(send("PUT", "fixes", "STAFF", "{\"on\":[\"menu-cache\"]}").statusCode())
        .isEqualTo(403);
    assertThat(fixes.on()).isEmpty();
  }

  @Test
  @DisplayName("fixes are switched exactly as asked; an unknown one is refused by its nearest name")
  void switching() throws Exception {
    JsonNode on = json(send("PUT", "fixes", "OWNER", "{\"on\":[\"orders-joined\"]}"));
    assertThat(on.at("/version").asInt()).isEqualTo(1);
    assertThat(on.at("/fixes")).hasSize(2);
    assertThat(get("/orders/of/1", "").body()).contains("\"joined\":true");

    HttpResponse<String> wrong = send("PUT", "fixes", "OWNER", "{\"on\":[\"menu-cash\"]}");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(wrong.body()).contains("did you mean menu-cache?");
    assertThat(fixes.on()).containsExactly("orders-joined");

    assertThat(send("PUT", "fixes", "OWNER", "{}").statusCode()).isEqualTo(400);
    send("PUT", "fixes", "OWNER", "{\"on\":[]}");
    assertThat(get("/orders/of/1", "").body()).contains("\"joined\":false");
  }

  @Test
  @DisplayName("observations and findings are served, and a new window begins on demand")
  void windows() throws Exception {
    for (int i = 0; i < 8; i++) {
      get("/orders/of/" + i % 7, "");
    }
    endpoint("GET /orders/of/{customer}", 8);
    JsonNode seen = json(get("/headroom/api/observations", "OWNER"));
    assertThat(seen.at("/version").asInt()).isEqualTo(Observations.VERSION);
    assertThat(seen.at("/endpoints").toString()).contains("GET /orders/of/{customer}");
    JsonNode findings = json(get("/headroom/api/findings", "OWNER"));
    assertThat(findings.at("/findings").toString()).contains("N_PLUS_ONE");

    assertThat(send("DELETE", "observations", "OWNER", "").statusCode()).isEqualTo(204);
    assertThat(json(get("/headroom/api/observations", "OWNER")).at("/endpoints").toString())
        .doesNotContain("/orders/of/");
  }

  @Test
  @DisplayName("without samples the workload is refused with the property to set")
  void workload() throws Exception {
    HttpResponse<String> refused = get("/headroom/api/workload", "OWNER");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("headroom.observe.samples=true");
  }

  @Test
  @DisplayName("the data source is observed, and the pool beneath is still reached")
  void unwrap() throws Exception {
    DataSource dataSource = app.getBean(DataSource.class);
    assertThat(dataSource).isInstanceOf(ObservedDataSource.class);
    assertThat(dataSource.isWrapperFor(HikariDataSource.class)).isTrue();
    assertThat(dataSource.unwrap(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(10);
  }

  /** A client may have its answer a moment before the request has ended. */
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

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> get(String path, String role) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri(path)).header("Role", role).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String method, String path, String role, String body)
      throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(uri("/headroom/api/" + path))
            .header("Role", role)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    String port = app.getEnvironment().getProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port + path);
  }
}
