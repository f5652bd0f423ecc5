package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.devservices.DevRedis;
import dev.headroom.loop.Observations;
import dev.headroom.observe.Observer;
import io.lettuce.core.RedisClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import shop.ShopApplication;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FleetTest {

  @TempDir static Path directory;

  private static DevPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = DevPostgres.start(directory);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static ConfigurableApplicationContext instance(String redis, String name) {
    return new SpringApplicationBuilder(ShopApplication.class)
        .run(
            "--spring.datasource.url=" + postgres.jdbcUrl("postgres"),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--headroom.fleet.enabled=true",
            "--headroom.fleet.redis-url=" + redis,
            "--headroom.fleet.name=" + name,
            "--headroom.observe.profile=false",
            "--management.endpoints.web.exposure.include=headroom",
            "--spring.main.banner-mode=off");
  }

  @Test
  @DisplayName("two instances see each other's requests as one service; without Redis, their own")
  void twoInstances() throws Exception {
    ConfigurableApplicationContext first;
    try (DevRedis redis = DevRedis.start();
        var one = instance(redis.uri(), "shop");
        var two = instance(redis.uri(), "shop");
        var other = instance(redis.uri(), "bakery")) {
      first = one;
      JdbcTemplate jdbc = one.getBean(JdbcTemplate.class);
      jdbc.execute("create table orders (id bigint primary key, customer bigint)");
      jdbc.execute("create table line (order_id bigint, name text)");
      jdbc.execute("insert into orders select i, i % 7 from generate_series(1, 50) i");
      jdbc.execute("insert into line select id, 'line ' || id from orders");
      for (int i = 0; i < 6; i++) {
        get(one, "/orders/of/1");
        get(two, "/orders/of/2");
        get(other, "/orders/of/3");
      }
      seen(one, 6);
      seen(two, 6);
      two.getBean(Fleet.class).publish();

      Fleet.Merged merged = one.getBean(Fleet.class).merged();
      assertThat(merged.instances()).isEqualTo(2);
      assertThat(merged.notes()).isEmpty();
      assertThat(requests(merged.observations())).isEqualTo(12);
      assertThat(merged.observations().statements())
          .allSatisfy(s -> assertThat(s.samples()).isEmpty());
      JsonNode answer = json(get(one, "/headroom/api/findings?scope=fleet"));
      assertThat(answer.at("/instances").asInt()).isEqualTo(2);
      assertThat(answer.at("/findings").toString()).contains("N_PLUS_ONE");
      assertThat(json(get(one, "/actuator/headroom/fleet")).at("/instances").asInt()).isEqualTo(2);

      try (RedisClient client = RedisClient.create(redis.uri());
          var connection = client.connect()) {
        connection.sync().hset("{headroom:fleet:shop}", "stranger", "");
        connection.sync().set("{headroom:fleet:shop}:stranger", "what is this?");
        connection.sync().hset("{headroom:fleet:shop}", "expired", "");
      }
      Fleet.Merged disturbed = one.getBean(Fleet.class).merged();
      assertThat(disturbed.instances()).isEqualTo(2);
      assertThat(disturbed.notes())
          .singleElement()
          .satisfies(note -> assertThat(note).contains("stranger"));

      redis.close();
      Fleet.Merged alone = first.getBean(Fleet.class).merged();
      assertThat(alone.instances()).isEqualTo(1);
      assertThat(requests(alone.observations())).isEqualTo(6);
      assertThat(alone.notes())
          .singleElement()
          .satisfies(note -> assertThat(note).contains("Redis does not answer"));
      one.getBean(Fleet.class).publish(); // logs, throws nothing
    }
  }

  @Test
  @DisplayName("a fleet without a Redis is refused with the property to set")
  void withoutRedis() {
    assertThatThrownBy(() -> instance("", "shop"))
        .hasStackTraceContaining("headroom.fleet.redis-url");
    assertThatThrownBy(() -> instance("http://x", "shop"))
        .hasStackTraceContaining("redis://user:password@host:6379/0");
  }

  @Test
  @DisplayName("an instance that left is not counted any more")
  void leaves() throws Exception {
    try (DevRedis redis = DevRedis.start();
        var one = instance(redis.uri(), "left")) {
      try (var two = instance(redis.uri(), "left")) {
        two.getBean(Fleet.class).publish();
        assertThat(one.getBean(Fleet.class).merged().instances()).isEqualTo(2);
      }
      assertThat(one.getBean(Fleet.class).merged().instances()).isEqualTo(1);
    }
  }

  private static void seen(ConfigurableApplicationContext app, int requests) {
    Awaitility.await().until(() -> requests(app.getBean(Observer.class).snapshot()) == requests);
  }

  private static long requests(Observations observations) {
    return observations.endpoints().stream()
        .filter(e -> e.endpoint().equals("GET /orders/of/{customer}"))
        .mapToLong(e -> e.requests())
        .sum();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext app, String path)
      throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + app.getEnvironment().getProperty("local.server.port") + path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).header("Role", "ADMIN").build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }
}
