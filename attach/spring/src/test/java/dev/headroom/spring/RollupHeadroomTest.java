package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.devservices.DevPostgres;
import dev.headroom.loop.Finding;
import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fixes;
import dev.headroom.rollup.Freshness;
import dev.headroom.rollup.Grain;
import dev.headroom.rollup.Rollup;
import dev.headroom.rollup.RollupRow;
import dev.headroom.rollup.RollupYaml;
import dev.headroom.rollup.Rollups;
import dev.headroom.settings.Yaml;
import dev.headroom.settings.YamlKeys;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import screens.ScreenApplication;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("Rollups of a Spring application")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollupHeadroomTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static DevPostgres postgres;
  private static ConfigurableApplicationContext app;
  private static JdbcTemplate jdbc;

  @BeforeAll
  static void start() throws Exception {
    postgres = DevPostgres.temporary();
    Path yaml = folder.resolve("application.yml");
    Files.writeString(
        yaml,
        """
        headroom:
          rollup:
            every: 100ms
            rollups:
              screen_time:
                table: screen_events
                time: started_at
                keys: [user_id]
                zone-of: {key: user_id, table: users, table-key: id, table-zone: time_zone, otherwise: UTC}
                grains: [day, week]
                measures:
                  total_seconds: {kind: sum, column: seconds}
                  top_apps: {kind: top, column: app, weight: seconds, size: 3}
                  different: {kind: distinct-sketch, column: app}
        """);
    app = run(yaml);
    jdbc = new JdbcTemplate(app.getBean(DataSource.class));
    jdbc.execute("insert into users values (7, 'Europe/Berlin'), (8, 'America/New_York')");
    jdbc.execute(
        "insert into screen_events select 7 + i % 2, timestamptz '2026-03-28 20:00Z' + i % 100 *"
            + " interval '1 hour', 60, 'app' || i % 4 from generate_series(0, 59999) i");
  }

  private static ConfigurableApplicationContext run(Path yaml) {
    return new SpringApplicationBuilder(ScreenApplication.class)
        .run(
            "--spring.config.location=" + yaml.toUri(),
            "--spring.datasource.url=" + postgres.jdbcUrl("postgres"),
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--management.endpoints.web.exposure.include=headroomrollup,health,metrics",
            "--management.endpoint.health.show-details=always",
            "--headroom.observe.profile=false",
            "--headroom.thresholds.aggregate-time=1ms",
            "--spring.main.banner-mode=off");
  }

  @AfterAll
  static void stop() {
    app.close();
    postgres.close();
  }

  @Test
  @Order(1)
  @DisplayName("are installed, filled and kept fresh, and their reading is switched as a fix")
  void kept() throws Exception {
    await("ROLLUP");
    String rolled = json("/screen/7").at("/days").toString();
    assertThat(json("/screen/7").at("/days")).hasSize(6);
    jdbc.update("update screen_events set seconds = 61 where user_id = 7");
    String after = json("/screen/7").at("/days").toString();
    assertThat(after).as("as of now").isNotEqualTo(rolled);
    await("ROLLUP");
    assertThat(json("/screen/7").at("/days").toString()).isEqualTo(after);

    Fixes fixes = app.getBean(Fixes.class);
    assertThat(fixes.on()).contains("rollup-screen-time", "rollup-apps");
    switchTo(fixes, false);
    assertThat(json("/screen/7").at("/source").asString()).isEqualTo("ROWS");
    assertThat(json("/screen/7").at("/days").toString()).isEqualTo(after);
    jdbc.update("update screen_events set seconds = 62 where user_id = 7");
    switchTo(fixes, true);
    assertThat(json("/screen/7").at("/days").toString())
        .as("kept fresh while it was off")
        .isNotEqualTo(after)
        .isEqualTo(rows());
  }

  private static String rows() throws Exception {
    Fixes fixes = app.getBean(Fixes.class);
    switchTo(fixes, false);
    String rows = json("/screen/7").at("/days").toString();
    switchTo(fixes, true);
    return rows;
  }

  @Test
  @Order(2)
  @DisplayName("are seen by actuator, health and meters")
  void seen() throws Exception {
    await("ROLLUP");
    JsonNode overview = json("/actuator/headroomrollup");
    assertThat(overview.at("/version").asInt()).isEqualTo(1);
    JsonNode one = json("/actuator/headroomrollup/screen_time");
    assertThat(one.at("/state").asString()).isEqualTo("LIVE");
    assertThat(one.at("/progress").asDouble()).isEqualTo(1);
    assertThat(one.at("/on").asBoolean()).isTrue();
    assertThat(one.at("/fix").asString()).isEqualTo("rollup-screen-time");
    assertThat(one.at("/filledAt").asString()).startsWith("20");
    assertThat(one.at("/here/fromRollup").asLong()).isPositive();
    HttpResponse<String> unknown = get("/actuator/headroomrollup/screen_tim");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("did you mean screen_time");

    JsonNode health = json("/actuator/health").at("/components/headroomRollup");
    assertThat(health.at("/status").asString()).isEqualTo("UP");
    assertThat(health.at("/details/screen_time/state").asString()).isEqualTo("LIVE");

    assertThat(meter("headroom.rollup.reads?tag=rollup:screen_time&tag=source:rollup"))
        .isPositive();
    assertThat(meter("headroom.rollup.marks?tag=rollup:screen_time")).isPositive();
    assertThat(meter("headroom.rollup.steps?tag=rollup:apps")).isPositive();
    assertThat(meter("headroom.rollup.progress?tag=rollup:apps")).isEqualTo(1);
    assertThat(meter("headroom.rollup.faults?tag=rollup:apps")).isZero();
    assertThat(meter("headroom.rollup.begin.faults")).isZero();
  }

  @Test
  @Order(3)
  @DisplayName("are declared by the finding of what is added up again and again, as it stands")
  void declaredByTheFinding() throws Exception {
    for (int user = 0; user < 60; user++) {
      get("/found/" + user % 40);
    }
    Finding finding =
        app.getBean(Seen.class).findings().stream()
            .filter(each -> each.kind() == FindingKind.REPEATED_AGGREGATION)
            .findFirst()
            .orElseThrow();
    assertThat(finding.endpoint()).isEqualTo("GET /found/{user}");
    assertThat(app.getBean(Fixes.class).known())
        .filteredOn(fix -> fix.answers(finding))
        .extracting(Fix::id)
        .containsExactly("rollup-screen-time", "rollup-apps");
    Yaml yaml = Yaml.read("the patch", finding.patch());
    List<Rollup> declared = RollupYaml.read(YamlKeys.mapping(yaml, "it").fields().get("rollups"));
    Rollups rollups = new Rollups(app.getBean(DataSource.class), declared);
    rollups.install();
    assertThat(rollups.refresh(Duration.ofSeconds(30))).isTrue();
    Map<Object, Long> sums = new TreeMap<>();
    for (RollupRow row : rollups.read("screen_events_sums", Grain.DAY).get().rows()) {
      sums.merge(row.keys().get("app"), row.number("seconds_sum").longValue(), Long::sum);
    }
    assertThat(sums.toString())
        .isEqualTo(
            jdbc.queryForObject(
                "select '{' || string_agg(app || '=' || n, ', ' order by app) || '}' from"
                    + " (select app, sum(seconds) n from screen_events group by app) by_app",
                String.class));
    rollups.remove("screen_events_sums");
  }

  @Test
  @Order(4)
  @DisplayName("bring no finding about tables of Headroom's own")
  void ownTables() throws Exception {
    for (int i = 0; i < 150; i++) {
      get("/screen/" + (7 + i % 2));
    }
    assertThat(app.getBean(Seen.class).findings())
        .filteredOn(finding -> (finding.statement() + finding.patch()).contains("headroom_"))
        .isEmpty();
  }

  @Test
  @Order(5)
  @DisplayName("fail no request when a table of theirs is gone, and are counted")
  void broken() throws Exception {
    await("ROLLUP");
    String days = json("/screen/7").at("/days").toString();
    jdbc.execute("drop table screen_time_day");
    JsonNode answer = json("/screen/7");
    assertThat(answer.at("/source").asString()).isEqualTo("ROWS");
    assertThat(answer.at("/days").toString()).isEqualTo(days);
    assertThat(meter("headroom.rollup.faults?tag=rollup:screen_time")).isPositive();
    jdbc.update("insert into screen_events values (9, now(), 1, 'app9')");
    Rollups rollups = app.getBean(Rollups.class);
    Awaitility.await("the other rollup is refreshed")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              var other = rollups.read("apps", Grain.DAY).where("app", "app9").asOfNow().get();
              return other.freshness().source() == Freshness.Source.ROLLUP
                  && other.rows().size() == 1;
            });
  }

  private static void switchTo(Fixes fixes, boolean on) {
    Set<String> ids = new HashSet<>(fixes.on());
    if (on) {
      ids.add("rollup-screen-time");
    } else {
      ids.remove("rollup-screen-time");
    }
    assertThat(fixes.switchTo(ids).on()).isEqualTo(ids);
  }

  private static void await(String source) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> json("/screen/7").at("/source").asString().equals(source));
  }

  private static double meter(String name) throws Exception {
    return json("/actuator/metrics/" + name).at("/measurements/0/value").asDouble();
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    String port = app.getEnvironment().getProperty("local.server.port");
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
