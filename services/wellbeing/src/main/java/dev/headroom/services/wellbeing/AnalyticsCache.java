package dev.headroom.services.wellbeing;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Loader;
import dev.headroom.cache.Namespace;
import dev.headroom.cache.NamespaceStats;
import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The fix {@code analytics-cache}: answers of {@link Analytics} kept for at most 5 minutes ({@code
 * CACHE_TTL}). A key begins with its user and what of the account an answer depends on, so that
 * nobody is shown another's. An answer is tagged with its user and each month that it covers: new
 * events invalidate what covers their months, anything else that a user changes all of that user's.
 *
 * <p>The read half is the flag. The maintain half always runs: its listeners are called in the
 * writing transaction, and the cache puts their invalidations off until that has ended.
 */
@Component
class AnalyticsCache {

  private final Analytics analytics;
  private final Fixes fixes;
  private final Map<String, Namespace<?>> all = new TreeMap<>();
  private final Namespace<Dashboard> dashboards;
  private final Namespace<DailySummary> days;
  private final Namespace<WeeklySummary> weeks;
  private final Namespace<Trends> trends;
  private final Namespace<TopApps> apps;
  private final Namespace<NotificationStatistics> notifications;
  private final Namespace<FocusStatistics> focus;
  private final Namespace<PrivacyScore> privacy;
  private final Namespace<Score> wellbeing;
  private final Namespace<Goals.Kept> goals;
  private final Namespace<Insights.Kept> insights;
  private final Namespace<QuickStats> quick;

  AnalyticsCache(Analytics analytics, Fixes fixes, HeadroomCache cache) {
    this.analytics = analytics;
    this.fixes = fixes;
    dashboards = namespace(cache, "dashboards", Dashboard.class);
    days = namespace(cache, "daily-summaries", DailySummary.class);
    weeks = namespace(cache, "weekly-summaries", WeeklySummary.class);
    trends = namespace(cache, "trends", Trends.class);
    apps = namespace(cache, "top-apps", TopApps.class);
    notifications = namespace(cache, "notifications", NotificationStatistics.class);
    focus = namespace(cache, "focus", FocusStatistics.class);
    privacy = namespace(cache, "privacy-scores", PrivacyScore.class);
    wellbeing = namespace(cache, "wellbeing-scores", Score.class);
    goals = namespace(cache, "goals", Goals.Kept.class);
    insights = namespace(cache, "insights", Insights.Kept.class);
    quick = namespace(cache, "quick-stats", QuickStats.class);
  }

  private <T> Namespace<T> namespace(HeadroomCache cache, String name, Class<T> type) {
    Namespace<T> found = cache.namespace(name, type);
    all.put(name, found);
    return found;
  }

  /** An answer, and whether it was kept from before. */
  record Answer<T>(T data, boolean cached) {}

  Answer<Dashboard> dashboard(Me user, LocalDate date) {
    LocalDate monday = Analytics.monday(date);
    return get(
        dashboards,
        user,
        date.toString(),
        monday.minusWeeks(Analytics.DASHBOARD_WEEKS),
        monday.plusDays(6),
        () -> analytics.dashboard(user, date));
  }

  Answer<DailySummary> daily(Me user, LocalDate date) {
    return get(
        days, user, date.toString(), date.minusDays(7), date, () -> analytics.daily(user, date));
  }

  Answer<WeeklySummary> weekly(Me user, LocalDate date) {
    LocalDate monday = Analytics.monday(date);
    return get(
        weeks,
        user,
        monday.toString(),
        monday.minusWeeks(1),
        monday.plusDays(6),
        () -> analytics.weekly(user, date));
  }

  Answer<Trends> trends(Me user, LocalDate date, int count) {
    LocalDate monday = Analytics.monday(date);
    return get(
        trends,
        user,
        monday + "/" + count,
        monday.minusWeeks(count),
        monday.plusDays(6),
        () -> analytics.trends(user, date, count));
  }

  Answer<TopApps> topApps(Me user, LocalDate from, LocalDate to, int limit) {
    return get(
        apps,
        user,
        from + "/" + to + "/" + limit,
        from,
        to,
        () -> analytics.topApps(user, from, to, limit));
  }

  Answer<NotificationStatistics> notifications(Me user, LocalDate from, LocalDate to) {
    return get(
        notifications,
        user,
        from + "/" + to,
        from,
        to,
        () -> analytics.notifications(user, from, to));
  }

  Answer<FocusStatistics> focus(Me user, LocalDate from, LocalDate to) {
    return get(focus, user, from + "/" + to, from, to, () -> analytics.focus(user, from, to));
  }

  Answer<PrivacyScore> privacy(Me user) {
    return get(privacy, user, "now", null, null, () -> analytics.privacy(user));
  }

  Answer<Score> wellbeing(Me user, LocalDate date) {
    return get(
        wellbeing,
        user,
        date.toString(),
        date.minusDays(6),
        date,
        () -> analytics.wellbeing(user, date));
  }

  Answer<Goals.Kept> goals(Me user, LocalDate date) {
    return get(
        goals,
        user,
        date.toString(),
        date.minusDays(Goals.DAYS),
        date,
        () -> new Goals.Kept(analytics.goals(user, date)));
  }

  Answer<Insights.Kept> insights(Me user, LocalDate date) {
    return get(
        insights,
        user,
        date.toString(),
        date.minusDays(Analytics.INSIGHT_DAYS),
        date,
        () -> new Insights.Kept(analytics.insights(user, date)));
  }

  Answer<QuickStats> quick(Me user, LocalDate date) {
    return get(
        quick, user, date.toString(), date.minusDays(6), date, () -> analytics.quick(user, date));
  }

  private <T> Answer<T> get(
      Namespace<T> namespace,
      Me user,
      String what,
      @org.jspecify.annotations.Nullable LocalDate from,
      @org.jspecify.annotations.Nullable LocalDate to,
      Loader<T> loader) {
    if (!fixes.isOn(WellbeingFixes.ANALYTICS_CACHE)) {
      return new Answer<>(
          Objects.requireNonNull(
              dev.headroom.cache.Cached.cached(false, namespace, what, List.of(), loader)),
          false);
    }
    String key =
        "%d/%s/%d/%s/%s"
            .formatted(user.id(), user.timeZone(), user.retentionDays(), user.sharesData(), what);
    boolean[] loaded = new boolean[1];
    T data =
        namespace.get(
            key,
            tags(user.id(), from, to),
            () -> {
              loaded[0] = true;
              return loader.load();
            });
    return new Answer<>(Objects.requireNonNull(data), !loaded[0]);
  }

  private static List<String> tags(
      long userId,
      @org.jspecify.annotations.Nullable LocalDate from,
      @org.jspecify.annotations.Nullable LocalDate to) {
    List<String> tags = new ArrayList<>();
    tags.add(user(userId));
    if (from != null && to != null) {
      YearMonth last = YearMonth.from(to);
      for (YearMonth m = YearMonth.from(from); !m.isAfter(last); m = m.plusMonths(1)) {
        tags.add(month(userId, m));
      }
    }
    return tags;
  }

  @EventListener
  void taken(EventsTaken taken) {
    // A session or notification reaches into the next day, an unlock back into the one before.
    YearMonth last = YearMonth.from(taken.until().atZone(taken.zone()).plusDays(1));
    YearMonth first = YearMonth.from(taken.from().atZone(taken.zone()).minusDays(1));
    for (YearMonth m = first; !m.isAfter(last); m = m.plusMonths(1)) {
      invalidate(month(taken.userId(), m));
    }
  }

  @EventListener
  void changed(SettingsChanged changed) {
    invalidate(user(changed.userId()));
  }

  @EventListener
  void changed(UserChanged changed) {
    invalidate(user(changed.userId()));
  }

  /** What is kept of a user. */
  void clear(long userId) {
    invalidate(user(userId));
  }

  /** Of all users, what a pattern of keys stands for, such as {@code 7/*}. */
  void clearMatching(String pattern) {
    all.values().forEach(namespace -> namespace.invalidateMatching(pattern));
  }

  private void invalidate(String tag) {
    all.values().forEach(namespace -> namespace.invalidateTag(tag));
  }

  /** Since the start. */
  CacheView view() {
    long hits = 0;
    long misses = 0;
    long entries = 0;
    List<CacheView.Kept> kept = new ArrayList<>();
    for (Map.Entry<String, Namespace<?>> each : all.entrySet()) {
      NamespaceStats stats = each.getValue().stats();
      // Who waited for somebody else's load was not answered by the cache.
      CacheView.Kept view =
          CacheView.Kept.of(
              each.getKey(),
              stats.l1Hits() + stats.l2Hits(),
              stats.misses() + stats.joined(),
              stats.entries());
      hits += view.hits();
      misses += view.misses();
      entries += view.entries();
      kept.add(view);
    }
    return new CacheView(hits, misses, CacheView.percent(hits, misses), entries, kept);
  }

  private static String user(long userId) {
    return "user/" + userId;
  }

  private static String month(long userId, YearMonth month) {
    return "user/" + userId + "/" + month;
  }
}
