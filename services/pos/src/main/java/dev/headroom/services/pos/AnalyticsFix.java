package dev.headroom.services.pos;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fix.Remedy;
import dev.headroom.loop.Scope;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Declares the fix of {@link AnalyticsCache}. */
@Configuration(proxyBeanMethods = false)
class AnalyticsFix {

  private static final String REVENUE = "GET /api/v1/restaurants/{restaurantId}/analytics/revenue";
  private static final String COMPARE = "GET /api/v1/restaurants/{restaurantId}/analytics/compare";

  @Bean
  Fix statisticsCache() {
    return new Fix(
        AnalyticsCache.FIX,
        Scope.REQUEST,
        "Analytics kept for 5 minutes, until an order of their months changes",
        false,
        List.of(
            new Remedy(FindingKind.CACHEABLE_READ, REVENUE, "*"),
            new Remedy(FindingKind.CACHEABLE_READ, COMPARE, "*"),
            new Remedy(FindingKind.SLOW_STATEMENT, REVENUE, "*"),
            new Remedy(FindingKind.SLOW_STATEMENT, COMPARE, "*")));
  }
}
