package dev.headroom.services.pos;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Revenue of a restaurant's completed orders. Amounts are exact, in minor units of the row's
 * currency; amounts of different currencies are never added.
 *
 * @param restaurantId whose
 * @param by what rows are grouped by
 * @param from first business date
 * @param to last business date, included
 * @param timeZone the restaurant's, in which hours are told
 * @param rows what was asked for; a key without completed orders is absent
 * @param totals one per currency, over all keys, also those beyond the limit of items
 */
record AnalyticsRevenue(
    long restaurantId,
    AnalyticsBy by,
    LocalDate from,
    LocalDate to,
    String timeZone,
    List<Row> rows,
    List<Total> totals) {

  /**
   * One key.
   *
   * @param key a date, an hour as two digits, an item's name, or a method of payment
   * @param currency ISO 4217
   * @param orders orders that have the key
   * @param quantity portions sold; by item only
   * @param payments payments made; by payment only
   * @param revenueMinor by day and hour what orders came to with service charge, tax and tip; by
   *     item what lines came to after their own discounts; by payment what was paid
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String key,
      String currency,
      long orders,
      @Nullable Long quantity,
      @Nullable Long payments,
      long revenueMinor) {}

  /**
   * The sum of all keys.
   *
   * @param currency ISO 4217
   * @param orders orders, each counted once
   * @param quantity portions sold; by item only
   * @param payments payments made; by payment only
   * @param revenueMinor the sum of the rows' revenue
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Total(
      String currency,
      long orders,
      @Nullable Long quantity,
      @Nullable Long payments,
      long revenueMinor) {}
}
