package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import dev.headroom.services.testing.Caller;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file locked by another process, and no room left on it: as found, and with the tuned SQLite.
 */
class FaultsTest {

  @Test
  @DisplayName(
      "While another process writes, changes are refused with 503 and nothing is changed; while no page is left, with 507, and reading goes on; then all is as before")
  void faults() throws Exception {
    Path file = AutomationsService.folder().resolve("faults.db");
    String url = "jdbc:sqlite:" + file;
    try (ConfigurableApplicationContext service =
        new SpringApplication(AutomationsApplication.class)
            .run(
                "--spring.datasource.url=" + url + "?busy_timeout=200",
                // A pool of one: its connection is the one that writes.
                "--spring.datasource.hikari.maximum-pool-size=1",
                "--headroom.sqlite.enabled=false",
                "--automations.data=small",
                "--automations.look-every=1h",
                "--automations.tidy-every=1h",
                "--server.port=0")) {
      int port =
          Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
      Caller caller = new Caller(port, new JsonMapper());
      String token = caller.signIn("user2@headroom.example", "user").accessToken();
      locked(caller, token, url);
      full(service, caller, token);
      caller.ok("PUT", token, "/api/v1/me", Map.of("name", "After"));
      assertThat(name(caller, token)).isEqualTo("After");
    }
  }

  private static void locked(Caller caller, String token, String url) throws SQLException {
    try (Connection other = DriverManager.getConnection(url);
        Statement sql = other.createStatement()) {
      sql.execute("begin immediate");
      sql.execute("update automation set nodes = nodes");
      Answer refused = caller.send("PUT", token, "/api/v1/me", Map.of("name", "While locked"));
      AutomationsService.assertStatus(refused, 503, "nothing was changed, repeat it");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      sql.execute("rollback");

      // Nobody reads either: the token's sign-in is not found out.
      sql.execute("begin exclusive");
      AutomationsService.assertStatus(
          caller.send("GET", token, "/api/v1/me", null), 503, "repeat it");
      assertThat(caller.send("GET", null, "/health", null).status()).isEqualTo(503);
      sql.execute("rollback");
    }
    assertThat(name(caller, token)).isEqualTo("User 2");
  }

  private static void full(ConfigurableApplicationContext service, Caller caller, String token)
      throws SQLException {
    javax.sql.DataSource database = service.getBean(javax.sql.DataSource.class);
    pragma(database, "pragma max_page_count = 1");
    int refused = 0;
    long before = runs(database);
    for (int i = 0; i < 40 && refused == 0; i++) {
      Answer answer =
          caller.send(
              "POST", token, "/api/v1/me/automations/2/runs", Map.of("input", "x".repeat(3_900)));
      if (answer.status() == 507) {
        AutomationsService.assertStatus(answer, 507, "the disk is full: nothing was changed");
        refused++;
      } else {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        before++;
      }
    }
    assertThat(refused).as("no page was left").isEqualTo(1);
    assertThat(runs(database)).isEqualTo(before);
    assertThat(name(caller, token)).isEqualTo("User 2");
    pragma(database, "pragma max_page_count = 1073741823");
  }

  private static long runs(javax.sql.DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement();
        var found = sql.executeQuery("select count(*) from run")) {
      found.next();
      return found.getLong(1);
    }
  }

  private static void pragma(javax.sql.DataSource database, String pragma) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(pragma);
    }
  }

  private static String name(Caller caller, String token) {
    JsonNode me = caller.ok("GET", token, "/api/v1/me", null);
    return me.at("/user/name").asString();
  }
}
