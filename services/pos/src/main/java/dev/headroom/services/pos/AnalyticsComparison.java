package dev.headroom.services.pos;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A week's revenue beside that of the week before.
 *
 * @param restaurantId whose
 * @param week ISO week
 * @param previousWeek the one before
 * @param rounding how {@code changePercent} is rounded
 * @param currencies one per currency that the two weeks have, at least one
 */
record AnalyticsComparison(
    long restaurantId,
    String week,
    String previousWeek,
    String rounding,
    List<Currency> currencies) {

  static final String ROUNDING = "one decimal place, half even; null where the week before has 0";

  /**
   * The comparison in one currency.
   *
   * @param currency ISO 4217
   * @param days Monday to Sunday
   * @param total the sum of the days
   */
  record Currency(String currency, List<Day> days, Change total) {}

  /**
   * A day of the week.
   *
   * @param day its name
   * @param date in the week
   * @param previousDate seven days earlier
   * @param change what changed
   */
  record Day(DayOfWeek day, LocalDate date, LocalDate previousDate, Change change) {}

  /**
   * Completed orders and their revenue, now and a week earlier.
   *
   * @param orders orders now
   * @param previousOrders orders a week earlier
   * @param revenueMinor revenue now, minor units
   * @param previousRevenueMinor revenue a week earlier, minor units
   * @param changePercent change of revenue in percent of the earlier one
   */
  record Change(
      long orders,
      long previousOrders,
      long revenueMinor,
      long previousRevenueMinor,
      @Nullable BigDecimal changePercent) {

    static Change of(long orders, long previousOrders, long revenue, long previousRevenue) {
      return new Change(
          orders, previousOrders, revenue, previousRevenue, percent(revenue, previousRevenue));
    }

    private static @Nullable BigDecimal percent(long now, long before) {
      if (before == 0) {
        return null;
      }
      return BigDecimal.valueOf(now)
          .subtract(BigDecimal.valueOf(before))
          .multiply(BigDecimal.valueOf(100))
          .divide(BigDecimal.valueOf(before), 1, RoundingMode.HALF_EVEN);
    }
  }
}
