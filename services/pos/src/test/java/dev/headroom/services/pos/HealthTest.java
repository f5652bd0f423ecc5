package dev.headroom.services.pos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.testing.Answer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Health and performance over HTTP. */
class HealthTest extends UpdatesService {

  @Autowired PerformanceHistory history;

  @Test
  @DisplayName("P6: health needs no token and says that the database is up and no cache configured")
  void healthy() throws Exception {
    Answer answer = get("/api/v1/health", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("status").asString()).isEqualTo("up");
    assertThat(answer.body().at("/database/status").asString()).isEqualTo("up");
    assertThat(answer.body().at("/cache/status").asString()).isEqualTo("absent");
    assertThat(answer.raw().headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  @DisplayName("P4: the performance endpoint is for platform owners and managers only")
  void whoMayRead() throws Exception {
    long restaurant = restaurant("Health");
    String staff = token(Role.STAFF, restaurant);
    for (String path : new String[] {"/api/v1/health/performance", "/api/v1/health/system"}) {
      assertThat(get(path, null).status()).isEqualTo(401);
      assertThat(get(path, staff).status()).isEqualTo(403);
      assertThat(get(path, token(Role.MANAGER, restaurant)).status()).isEqualTo(200);
      assertThat(get(path, token(Role.PLATFORM_OWNER, null)).status()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("P6: system metrics are those of this process")
  void system() throws Exception {
    JsonNode system =
        get("/api/v1/health/system", token(Role.PLATFORM_OWNER, null)).body().get("system");
    assertThat(system.get("heapUsedBytes").asLong()).isPositive();
    assertThat(system.get("threads").asInt()).isGreaterThan(5);
    assertThat(system.get("processors").asInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(system.get("uptimeSeconds").asLong()).isPositive();
  }

  @Test
  @DisplayName("P4, P1: requests and their statements appear in the report and in the present hour")
  void reports() throws Exception {
    long restaurant = restaurant("Reported");
    variation(restaurant);
    String manager = token(Role.MANAGER, restaurant);
    for (int i = 0; i < 5; i++) {
      get("/api/v1/restaurants/" + restaurant + "/menu", manager);
    }
    JsonNode report = get("/api/v1/health/performance", manager).body();
    JsonNode menu = null;
    for (JsonNode endpoint : report.get("endpoints")) {
      if (endpoint.get("endpoint").asString().endsWith("{restaurantId}/menu")) {
        menu = endpoint;
      }
    }
    assertThat(menu).isNotNull();
    assertThat(menu.get("requests").asLong()).isGreaterThanOrEqualTo(5);
    assertThat(menu.get("statementsPerRequest").asDouble()).isGreaterThan(1);
    assertThat(menu.get("p95Millis").asDouble())
        .isGreaterThanOrEqualTo(menu.get("p50Millis").asDouble());
    JsonNode top = report.at("/database/top");
    assertThat(top.size()).isBetween(1, 20);
    for (int i = 1; i < top.size(); i++) {
      assertThat(top.get(i).get("totalMillis").asDouble())
          .isLessThanOrEqualTo(top.get(i - 1).get("totalMillis").asDouble());
    }
    assertThat(report.at("/database/slowThresholdMillis").asDouble()).isEqualTo(100);
    assertThat(report.at("/environment").asString()).isEqualTo("development");
    assertThat(report.at("/history/source").asString()).isEqualTo("memory");
    assertThat(report.at("/history/hours/0/requests").asLong()).isGreaterThanOrEqualTo(5);
    assertThat(report.at("/updates").has("cutOff")).isTrue();
  }
}
