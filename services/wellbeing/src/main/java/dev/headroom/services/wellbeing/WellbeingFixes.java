package dev.headroom.services.wellbeing;

import dev.headroom.loop.FindingKind;
import dev.headroom.loop.Fix;
import dev.headroom.loop.Fix.Remedy;
import dev.headroom.loop.Scope;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The service's fixes. As found and fixed stand side by side in the code that reads; a flag,
 * resolved once per request, chooses. Each fix has a test that compares answers with it on and off.
 */
@Configuration(proxyBeanMethods = false)
class WellbeingFixes {

  static final String SET_BASED = "set-based";
  static final String ROLLUPS = "rollups";
  static final String ANALYTICS_CACHE = "analytics-cache";
  static final String POOL = "pool";

  private static final String ANY = "*";

  @Bean
  Fix setBasedFix() {
    return new Fix(
        SET_BASED,
        Scope.REQUEST,
        "Figures added up by the database, a statement for all days",
        true,
        List.of(
            new Remedy(FindingKind.N_PLUS_ONE, ANY, "granted_permission"),
            new Remedy(FindingKind.N_PLUS_ONE, ANY, "application"),
            new Remedy(FindingKind.REDUNDANT_READ, ANY, ANY)));
  }

  @Bean
  Fix rollupsFix() {
    return new Fix(
        ROLLUPS,
        Scope.REQUEST,
        "Sums of days and weeks that are kept, instead of added up on each request",
        false,
        List.of(
            new Remedy(FindingKind.REPEATED_AGGREGATION, ANY, ANY),
            new Remedy(FindingKind.N_PLUS_ONE, ANY, "screen_event"),
            new Remedy(FindingKind.N_PLUS_ONE, ANY, "app_episode"),
            new Remedy(FindingKind.N_PLUS_ONE, ANY, "notification"),
            new Remedy(FindingKind.N_PLUS_ONE, ANY, "focus_session"),
            new Remedy(FindingKind.OVER_FETCH, ANY, "screen_event"),
            new Remedy(FindingKind.SLOW_STATEMENT, ANY, "screen_event"),
            new Remedy(FindingKind.CHATTY_ENDPOINT, ANY, ANY)));
  }

  @Bean
  Fix analyticsCacheFix() {
    return new Fix(
        ANALYTICS_CACHE,
        Scope.REQUEST,
        "Answers kept for 5 minutes, until an event of their months arrives",
        false,
        List.of(
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "screen_event"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "app_episode"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "notification"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "focus_session"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, WellbeingRollups.USERS + "_day"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, WellbeingRollups.USERS + "_week"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, WellbeingRollups.APPS + "_day"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "installed_application"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "granted_permission"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "goal"),
            new Remedy(FindingKind.CACHEABLE_READ, ANY, "device"),
            new Remedy(FindingKind.OWN_CODE, ANY, ANY)));
  }

  @Bean
  Fix largerPoolFix() {
    return new Fix(
        POOL,
        Scope.PROCESS,
        "20 connections and 40 more at peaks",
        false,
        List.of(new Remedy(FindingKind.POOL_TOO_SMALL, ANY, ANY)));
  }
}
