package dev.headroom.services.pos;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
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

  /** The day that an instant counts to: until the closing hour, still the day before. */
  LocalDate businessDate(Instant instant) {
    return instant.atZone(ZoneId.of(timeZone)).minusHours(closingHour).toLocalDate();
  }
}
