package dev.headroom.services.pos;

import dev.headroom.services.pos.AnalyticsComparison.Change;
import dev.headroom.services.pos.AnalyticsComparison.Day;
import dev.headroom.services.pos.AnalyticsRevenue.Row;
import dev.headroom.services.pos.AnalyticsRevenue.Total;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Analytics of one restaurant: sums over completed orders by business date, that is the date on
 * which the shift began, in the restaurant's time zone.
 */
@Service
class Analytics {

  private final AnalyticsQueries queries;
  private final Settings settings;

  Analytics(AnalyticsQueries queries, Settings settings) {
    this.queries = queries;
    this.settings = settings;
  }

  @Transactional(readOnly = true)
  public AnalyticsRevenue revenue(
      long restaurantId, AnalyticsBy by, AnalyticsRange range, int limit) {
    SettingsView place = settings.of(restaurantId);
    LocalDate from = range.from();
    LocalDate to = range.to();
    List<Row> rows =
        switch (by) {
          case DAY -> queries.byDay(restaurantId, from, to);
          case HOUR -> queries.byHour(restaurantId, from, to, place.timeZone());
          case ITEM -> queries.byItem(restaurantId, from, to);
          case PAYMENT -> queries.byPayment(restaurantId, from, to);
        };
    boolean once = by == AnalyticsBy.DAY || by == AnalyticsBy.HOUR;
    List<Total> totals =
        totals(rows, once ? rows : queries.orders(restaurantId, from, to), by, place.currency());
    if (by == AnalyticsBy.ITEM && rows.size() > limit) {
      rows = List.copyOf(rows.subList(0, limit));
    }
    return new AnalyticsRevenue(restaurantId, by, from, to, place.timeZone(), rows, totals);
  }

  @Transactional(readOnly = true)
  public AnalyticsComparison compare(long restaurantId, AnalyticsWeek week) {
    SettingsView place = settings.of(restaurantId);
    AnalyticsWeek before = week.before();
    Map<String, Map<String, Row>> byCurrency = new TreeMap<>();
    for (Row row : queries.byDay(restaurantId, before.monday(), week.sunday())) {
      byCurrency.computeIfAbsent(row.currency(), c -> new HashMap<>()).put(row.key(), row);
    }
    if (byCurrency.isEmpty()) {
      byCurrency.put(place.currency(), Map.of());
    }
    List<AnalyticsComparison.Currency> currencies = new ArrayList<>();
    byCurrency.forEach((currency, days) -> currencies.add(compare(currency, week, days)));
    return new AnalyticsComparison(
        restaurantId, week.toString(), before.toString(), AnalyticsComparison.ROUNDING, currencies);
  }

  private static AnalyticsComparison.Currency compare(
      String currency, AnalyticsWeek week, Map<String, Row> rows) {
    List<Day> days = new ArrayList<>();
    long orders = 0;
    long previousOrders = 0;
    long revenue = 0;
    long previousRevenue = 0;
    for (int i = 0; i < 7; i++) {
      LocalDate date = week.monday().plusDays(i);
      LocalDate previous = date.minusWeeks(1);
      Row now = rows.get(date.toString());
      Row then = rows.get(previous.toString());
      Change change = Change.of(orders(now), orders(then), revenue(now), revenue(then));
      days.add(new Day(date.getDayOfWeek(), date, previous, change));
      orders += change.orders();
      previousOrders += change.previousOrders();
      revenue += change.revenueMinor();
      previousRevenue += change.previousRevenueMinor();
    }
    return new AnalyticsComparison.Currency(
        currency, days, Change.of(orders, previousOrders, revenue, previousRevenue));
  }

  private static long orders(@Nullable Row row) {
    return row == null ? 0 : row.orders();
  }

  private static long revenue(@Nullable Row row) {
    return row == null ? 0 : row.revenueMinor();
  }

  /** Sums rows by currency; an order counts once, also where it has several keys. */
  private static List<Total> totals(
      List<Row> rows, List<Row> orders, AnalyticsBy by, String currencyOfPlace) {
    TreeSet<String> currencies = new TreeSet<>();
    rows.forEach(row -> currencies.add(row.currency()));
    orders.forEach(row -> currencies.add(row.currency()));
    if (currencies.isEmpty()) {
      currencies.add(currencyOfPlace);
    }
    return currencies.stream()
        .map(
            currency ->
                new Total(
                    currency,
                    of(orders, currency).stream().mapToLong(Row::orders).sum(),
                    by == AnalyticsBy.ITEM
                        ? Long.valueOf(sum(of(rows, currency).stream().map(Row::quantity).toList()))
                        : null,
                    by == AnalyticsBy.PAYMENT
                        ? Long.valueOf(sum(of(rows, currency).stream().map(Row::payments).toList()))
                        : null,
                    of(rows, currency).stream().mapToLong(Row::revenueMinor).sum()))
        .toList();
  }

  private static List<Row> of(List<Row> rows, String currency) {
    return rows.stream().filter(row -> row.currency().equals(currency)).toList();
  }

  private static long sum(List<? extends @Nullable Long> values) {
    long sum = 0;
    for (Long value : values) {
      sum += value == null ? 0 : value;
    }
    return sum;
  }
}
