package dev.headroom.services.automations;

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
class AutomationsFixes {

  static final String JOINED = "joined";
  static final String DAILY_USAGE = "daily-usage";
  static final String HEALTH_CACHE = "health-cache";
  static final String ME_CACHE = "me-cache";
  static final String ADMIN_CACHE = "admin-cache";

  private static final String ANY = "*";
  private static final String ME = "GET /api/v1/me";
  private static final String DASHBOARD = "GET /api/v1/admin/dashboard";
  private static final String USERS = "GET /api/v1/admin/users";

  @Bean
  Fix joinedFix() {
    return new Fix(
        JOINED,
        Scope.REQUEST,
        "Users with their automations in one joined read, counts in one statement",
        true,
        List.of(
            new Remedy(FindingKind.N_PLUS_ONE, ANY, ANY),
            new Remedy(FindingKind.OVER_FETCH, ANY, "user_automation")));
  }

  @Bean
  Fix dailyUsageFix() {
    return new Fix(
        DAILY_USAGE,
        Scope.REQUEST,
        "Token use by day, kept when it is booked, instead of added up on each request",
        false,
        List.of(
            new Remedy(FindingKind.REPEATED_AGGREGATION, ANY, "token_usage"),
            new Remedy(FindingKind.SLOW_STATEMENT, ANY, "token_usage")));
  }

  @Bean
  Fix healthCacheFix() {
    return new Fix(
        HEALTH_CACHE,
        Scope.REQUEST,
        "That the database answers, known for a minute",
        false,
        List.of(
            new Remedy(FindingKind.CACHEABLE_READ, "GET /api/v1/health", ANY),
            new Remedy(FindingKind.CACHEABLE_READ, "GET /health", ANY)));
  }

  @Bean
  Fix meCacheFix() {
    return new Fix(
        ME_CACHE,
        Scope.REQUEST,
        "Profiles kept for 5 minutes, until something of the user changes",
        false,
        List.of(
            new Remedy(FindingKind.CACHEABLE_READ, ME, ANY),
            new Remedy(FindingKind.CHATTY_ENDPOINT, ME, ANY)));
  }

  @Bean
  Fix adminCacheFix() {
    return new Fix(
        ADMIN_CACHE,
        Scope.REQUEST,
        "Lists of users and the dashboard kept for 3 minutes, until what they show changes",
        false,
        List.of(
            new Remedy(FindingKind.CACHEABLE_READ, USERS, ANY),
            new Remedy(FindingKind.CACHEABLE_READ, DASHBOARD, ANY),
            new Remedy(FindingKind.REPEATED_AGGREGATION, DASHBOARD, ANY),
            new Remedy(FindingKind.SLOW_STATEMENT, DASHBOARD, ANY),
            new Remedy(FindingKind.CHATTY_ENDPOINT, DASHBOARD, ANY)));
  }
}
