package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The signed-in user's own analytics; a date that is left out is the user's today. */
@RestController
@RequestMapping("/api/v1")
class AnalyticsController {

  static final int MOST_WEEKS = 26;
  static final int MOST_APPS = 100;

  private final AnalyticsCache analytics;
  private final Clock clock;

  AnalyticsController(AnalyticsCache analytics, Clock clock) {
    this.analytics = analytics;
    this.clock = clock;
  }

  @GetMapping("/analytics/dashboard")
  Dashboard dashboard(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.dashboard(user, date(user, date)).data();
  }

  @GetMapping("/analytics/quick-stats")
  QuickStats quick(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.quick(user, date(user, date)).data();
  }

  @GetMapping("/analytics/summary/daily")
  DailySummary daily(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.daily(user, date(user, date)).data();
  }

  @GetMapping({"/analytics/summary/weekly", "/analytics/weekly"})
  WeeklySummary weekly(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.weekly(user, date(user, date)).data();
  }

  @GetMapping("/analytics/insights")
  List<Insight> insights(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.insights(user, date(user, date)).data().insights();
  }

  @GetMapping("/analytics/trends")
  Trends trends(
      @AuthenticationPrincipal Me user,
      @RequestParam(required = false) @Nullable String date,
      @RequestParam(defaultValue = "8") int weeks) {
    within("weeks", weeks, MOST_WEEKS);
    return analytics.trends(user, date(user, date), weeks).data();
  }

  @GetMapping("/analytics/apps")
  TopApps apps(
      @AuthenticationPrincipal Me user,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(defaultValue = "10") int limit) {
    within("limit", limit, MOST_APPS);
    AnalyticsRange range = AnalyticsRange.parse(from, to, user, clock);
    return analytics.topApps(user, range.from(), range.to(), limit).data();
  }

  @GetMapping("/analytics/notifications")
  NotificationStatistics notifications(
      @AuthenticationPrincipal Me user,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    AnalyticsRange range = AnalyticsRange.parse(from, to, user, clock);
    return analytics.notifications(user, range.from(), range.to()).data();
  }

  @GetMapping("/analytics/focus")
  FocusStatistics focus(
      @AuthenticationPrincipal Me user,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to) {
    AnalyticsRange range = AnalyticsRange.parse(from, to, user, clock);
    return analytics.focus(user, range.from(), range.to()).data();
  }

  @GetMapping("/privacy/score")
  PrivacyScore privacy(@AuthenticationPrincipal Me user) {
    return analytics.privacy(user).data();
  }

  @GetMapping("/wellbeing/score")
  Score wellbeing(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return analytics.wellbeing(user, date(user, date)).data();
  }

  private LocalDate date(Me user, @Nullable String date) {
    return AnalyticsRange.date("date", date, user, clock);
  }

  private static void within(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw Problem.badRequest("%s=%d is outside 1 to %d".formatted(name, value, most));
    }
  }
}
