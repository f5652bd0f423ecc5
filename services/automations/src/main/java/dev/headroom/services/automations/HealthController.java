package dev.headroom.services.automations;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the database answers. */
@RestController
class HealthController {

  private static final Logger LOG = LoggerFactory.getLogger(HealthController.class);

  private final JdbcClient jdbc;
  private final KeptViews kept;

  HealthController(JdbcClient jdbc, KeptViews kept) {
    this.jdbc = jdbc;
    this.kept = kept;
  }

  @GetMapping({"/health", "/api/v1/health"})
  ResponseEntity<Map<String, Object>> health() {
    boolean up = kept.isUp(this::ask);
    String said = up ? "up" : "down";
    return ResponseEntity.status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .cacheControl(CacheControl.noStore())
        .body(Map.of("status", said, "database", Map.of("status", said)));
  }

  /** Reads the file, as a statement without a table would not; null where it cannot. */
  private @Nullable Boolean ask() {
    try {
      jdbc.sql("select count(*) from (select 1 from automation limit 1)")
          .query(Long.class)
          .single();
      return true;
    } catch (DataAccessException e) {
      LOG.warn("the database does not answer: {}", e.getMessage());
      return null;
    }
  }
}
