package dev.headroom.services.pos;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Settings as they are answered. */
record SettingsView(
    long restaurantId,
    String timeZone,
    String currency,
    int closingHour,
    BigDecimal taxRate,
    BigDecimal serviceChargeRate,
    int version) {

  static SettingsView of(RestaurantSettings settings) {
    return new SettingsView(
        settings.restaurantId(),
        settings.timeZone(),
        settings.currency(),
        settings.closingHour(),
        settings.taxRate(),
        settings.serviceChargeRate(),
        settings.version());
  }

  /**
   * The day that an instant counts to: by the wall clock, until the closing hour, the day before.
   */
  LocalDate businessDate(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneId.of(timeZone))
        .minusHours(closingHour)
        .toLocalDate();
  }
}
