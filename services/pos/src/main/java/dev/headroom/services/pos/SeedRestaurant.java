package dev.headroom.services.pos;

import java.math.BigDecimal;
import java.util.List;

/** A restaurant as the data loader makes it. */
record SeedRestaurant(
    long id,
    String name,
    String timeZone,
    String currency,
    int closingHour,
    BigDecimal taxRate,
    BigDecimal serviceChargeRate) {

  private record Place(String timeZone, String currency, String taxRate, String serviceRate) {}

  private static final List<Place> PLACES =
      List.of(
          new Place("America/New_York", "USD", "0.0888", "0"),
          new Place("America/Chicago", "USD", "0.1025", "0"),
          new Place("America/Los_Angeles", "USD", "0.0950", "0.04"),
          new Place("America/Denver", "USD", "0.0881", "0"),
          new Place("Europe/London", "GBP", "0", "0.125"),
          new Place("Europe/Paris", "EUR", "0", "0"),
          new Place("Europe/Berlin", "EUR", "0", "0"),
          new Place("America/Toronto", "CAD", "0.13", "0"));
  private static final List<String> FIRST =
      List.of("Old", "Blue", "Corner", "Harbor", "Golden", "Garden", "Union", "River");
  private static final List<String> SECOND =
      List.of("Oyster House", "Chop House", "Kitchen", "Tavern", "Dining Room");

  /** The real year's restaurant: prices as listed, no tax on top, no service charge. */
  static SeedRestaurant real() {
    return new SeedRestaurant(
        1, "Pizza Place", "America/New_York", "USD", 4, BigDecimal.ZERO, BigDecimal.ZERO);
  }

  static SeedRestaurant generated(long id) {
    int n = (int) id - 2;
    Place place = PLACES.get(n % PLACES.size());
    return new SeedRestaurant(
        id,
        FIRST.get(n % FIRST.size()) + " " + SECOND.get(n / FIRST.size() % SECOND.size()),
        place.timeZone(),
        place.currency(),
        2 + n % 4,
        new BigDecimal(place.taxRate()),
        new BigDecimal(place.serviceRate()));
  }

  /** Users are numbered: 1 the platform owner, then manager and staff of each restaurant. */
  long managerId() {
    return 2 * id;
  }

  long staffId() {
    return 2 * id + 1;
  }

  SettingsView settings() {
    return new SettingsView(id, timeZone, currency, closingHour, taxRate, serviceChargeRate, 0);
  }
}
