package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Revenue, and one week beside the week before. For managers and owners. */
@RestController
@RequestMapping("/api/v1/restaurants/{restaurantId}/analytics")
class AnalyticsController {

  static final int MOST_ITEMS = 200;

  private final RestaurantAccess access;
  private final AnalyticsCache analytics;

  AnalyticsController(RestaurantAccess access, AnalyticsCache analytics) {
    this.access = access;
    this.analytics = analytics;
  }

  @GetMapping("/revenue")
  AnalyticsRevenue revenue(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @RequestParam(defaultValue = "day") String by,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(defaultValue = "20") int limit) {
    access.check(user, restaurantId, Role.MANAGER);
    if (limit < 1 || limit > MOST_ITEMS) {
      throw Problem.badRequest("limit=%d is outside 1 to %d".formatted(limit, MOST_ITEMS));
    }
    return analytics.revenue(
        restaurantId, AnalyticsBy.parse(by), AnalyticsRange.parse(from, to), limit);
  }

  @GetMapping("/compare")
  AnalyticsComparison compare(
      @AuthenticationPrincipal PosUser user,
      @PathVariable long restaurantId,
      @RequestParam(required = false) @Nullable String week) {
    access.check(user, restaurantId, Role.MANAGER);
    return analytics.compare(restaurantId, AnalyticsWeek.parse(week));
  }
}
