package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.ZoneId;

/** How a restaurant counts its days and its money. */
@Entity
class RestaurantSettings {

  @Id private long restaurantId;
  private String timeZone;
  private String currency;
  private short closingHour;
  private BigDecimal taxRate;
  private BigDecimal serviceChargeRate;
  @Version private int version;

  @SuppressWarnings("NullAway.Init")
  protected RestaurantSettings() {}

  void change(SettingsChange change) {
    timeZone = change.timeZone();
    currency = change.currency();
    closingHour = change.closingHour().shortValue();
    // As the column keeps it: what is answered now and what is read later must be equal.
    taxRate = change.taxRate().setScale(4);
    serviceChargeRate = change.serviceChargeRate().setScale(4);
  }

  long restaurantId() {
    return restaurantId;
  }

  String timeZone() {
    return timeZone;
  }

  ZoneId zone() {
    return ZoneId.of(timeZone);
  }

  String currency() {
    return currency;
  }

  int closingHour() {
    return closingHour;
  }

  BigDecimal taxRate() {
    return taxRate;
  }

  BigDecimal serviceChargeRate() {
    return serviceChargeRate;
  }

  int version() {
    return version;
  }
}
