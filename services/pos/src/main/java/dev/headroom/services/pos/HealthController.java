package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the service is: for everybody whether it serves, for managers and owners how well. */
@RestController
@RequestMapping("/api/v1/health")
class HealthController {

  private final HealthCheck check;
  private final Performance performance;
  private final UpdatesHub updates;

  HealthController(HealthCheck check, Performance performance, UpdatesHub updates) {
    this.check = check;
    this.performance = performance;
    this.updates = updates;
  }

  /** The machine and the listeners. */
  record SystemView(HealthSystem system, UpdatesStatistics updates) {}

  @GetMapping
  ResponseEntity<Health> health() {
    Health health = check.check();
    return ResponseEntity.status(
            health.status() == Health.Status.UP ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .cacheControl(CacheControl.noStore())
        .body(health);
  }

  @GetMapping("/system")
  SystemView system(@AuthenticationPrincipal PosUser user) {
    check(user);
    return new SystemView(HealthSystem.now(), updates.statistics());
  }

  @GetMapping("/performance")
  PerformanceReport performance(@AuthenticationPrincipal PosUser user) {
    check(user);
    return performance.report();
  }

  private static void check(PosUser user) {
    if (!user.isAtLeast(Role.MANAGER)) {
      throw Problem.forbidden("this needs the role MANAGER or above; you are " + user.role());
    }
  }
}
