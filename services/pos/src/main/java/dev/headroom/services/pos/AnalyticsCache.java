package dev.headroom.services.pos;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The fix {@code statistics-cache}: answers of {@link Analytics} kept for at most 5 minutes. An
 * answer is tagged with its restaurant and each month of business dates that it covers; an order or
 * payment written for a business date invalidates what covers its month, changed settings (time
 * zone, currency) all of the restaurant's.
 *
 * <p>The read half is the flag. The maintain half always runs: its listeners are called in the
 * writing transaction, and the cache puts their invalidations off until that has ended. Looked up
 * outside of any transaction, before entities are read: what an open transaction or persistence
 * context answers may be older than the look-up and is not kept. Who may read is decided before.
 */
@Component
class AnalyticsCache {

  static final String FIX = "statistics-cache";
  static final String NAMESPACE = "statistics";

  private final Analytics analytics;
  private final Fixes fixes;
  private final Namespace<Kept> kept;

  AnalyticsCache(Analytics analytics, Fixes fixes, HeadroomCache cache) {
    this.analytics = analytics;
    this.fixes = fixes;
    this.kept = cache.namespace(NAMESPACE, Kept.class);
  }

  /** One of the two answers: a namespace has one type. */
  record Kept(@Nullable AnalyticsRevenue revenue, @Nullable AnalyticsComparison comparison) {}

  AnalyticsRevenue revenue(long restaurantId, AnalyticsBy by, AnalyticsRange range, int limit) {
    if (!fixes.isOn(FIX)) {
      return analytics.revenue(restaurantId, by, range, limit);
    }
    String key =
        "%d/revenue/%s/%s/%s/%d"
            .formatted(restaurantId, by.text(), range.from(), range.to(), limit);
    Kept found =
        kept.get(
            key,
            tags(restaurantId, range.from(), range.to()),
            () -> new Kept(analytics.revenue(restaurantId, by, range, limit), null));
    return Objects.requireNonNull(Objects.requireNonNull(found).revenue());
  }

  AnalyticsComparison compare(long restaurantId, AnalyticsWeek week) {
    if (!fixes.isOn(FIX)) {
      return analytics.compare(restaurantId, week);
    }
    Kept found =
        kept.get(
            restaurantId + "/compare/" + week,
            tags(restaurantId, week.before().monday(), week.sunday()),
            () -> new Kept(null, analytics.compare(restaurantId, week)));
    return Objects.requireNonNull(Objects.requireNonNull(found).comparison());
  }

  @EventListener
  void changed(OrderChanged changed) {
    OrderView order = changed.order();
    kept.invalidateTag(month(order.restaurantId(), YearMonth.from(order.businessDate())));
  }

  @EventListener
  void changed(SettingsChanged changed) {
    kept.invalidateTag(restaurant(changed.settings().restaurantId()));
  }

  private static List<String> tags(long restaurantId, LocalDate from, LocalDate to) {
    List<String> tags = new ArrayList<>();
    tags.add(restaurant(restaurantId));
    YearMonth last = YearMonth.from(to);
    for (YearMonth m = YearMonth.from(from); !m.isAfter(last); m = m.plusMonths(1)) {
      tags.add(month(restaurantId, m));
    }
    return tags;
  }

  private static String restaurant(long restaurantId) {
    return "restaurant/" + restaurantId;
  }

  private static String month(long restaurantId, YearMonth month) {
    return "restaurant/" + restaurantId + "/" + month;
  }
}
