package dev.headroom.services.wellbeing;

import dev.headroom.services.common.Problem;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** W7: answers that say whether they were kept, and what keeps them. */
@RestController
@RequestMapping("/api/v1/analytics")
class OptimizedController {

  /** An answer with its origin. */
  record Optimized<T>(String status, boolean cached, T data) {
    static <T> Optimized<T> of(AnalyticsCache.Answer<T> answer) {
      return new Optimized<>("success", answer.cached(), answer.data());
    }
  }

  private final AnalyticsCache analytics;
  private final Clock clock;

  OptimizedController(AnalyticsCache analytics, Clock clock) {
    this.analytics = analytics;
    this.clock = clock;
  }

  @GetMapping("/summary/daily-optimized")
  Optimized<DailySummary> daily(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return Optimized.of(analytics.daily(user, date(user, date)));
  }

  @GetMapping("/summary/weekly-optimized")
  Optimized<WeeklySummary> weekly(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    return Optimized.of(analytics.weekly(user, date(user, date)));
  }

  @GetMapping("/insights-optimized")
  Optimized<List<Insight>> insights(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String date) {
    AnalyticsCache.Answer<Insights.Kept> answer = analytics.insights(user, date(user, date));
    return new Optimized<>("success", answer.cached(), answer.data().insights());
  }

  @GetMapping("/cache")
  CacheView cache() {
    return analytics.view();
  }

  /** Everybody clears what is kept of them, an administrator what a pattern stands for. */
  @DeleteMapping("/cache")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void clear(
      @AuthenticationPrincipal Me user, @RequestParam(required = false) @Nullable String pattern) {
    if (pattern == null) {
      analytics.clear(user.id());
    } else if (user.role() == Role.ADMIN) {
      analytics.clearMatching(pattern);
    } else {
      throw Problem.forbidden("pattern reaches other users' answers: only an ADMIN may use it");
    }
  }

  private LocalDate date(Me user, @Nullable String date) {
    return AnalyticsRange.date("date", date, user, clock);
  }
}
