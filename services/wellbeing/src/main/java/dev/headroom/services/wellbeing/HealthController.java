package dev.headroom.services.wellbeing;

import dev.headroom.web.Health;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What {@code /health} tells, under the prefix of the other routes too. */
@RestController
class HealthController {

  private final Health health;

  HealthController(Health health) {
    this.health = health;
  }

  @GetMapping("/api/v1/health")
  ResponseEntity<Map<String, Object>> health() {
    Health.State state = health.now();
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("status", state.up() ? "up" : "down");
    state
        .parts()
        .forEach(
            (name, part) ->
                told.put(name, Map.of("status", part.status().name().toLowerCase(Locale.ROOT))));
    return ResponseEntity.status(state.up() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .cacheControl(CacheControl.noStore())
        .body(told);
  }
}
