package dev.headroom.services.pos;

import dev.headroom.loop.Nearest;
import java.time.ZoneId;
import java.util.Currency;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Restaurants' settings. */
@Service
class Settings {

  private final RestaurantSettingsRepository settings;
  private final SettingsCache cache;
  private final ApplicationEventPublisher events;

  Settings(
      RestaurantSettingsRepository settings,
      SettingsCache cache,
      ApplicationEventPublisher events) {
    this.settings = settings;
    this.cache = cache;
    this.events = events;
  }

  public SettingsView of(long restaurantId) {
    return cache.of(restaurantId, () -> SettingsView.of(find(restaurantId)));
  }

  @Transactional
  public SettingsView change(long restaurantId, SettingsChange change) {
    check(change);
    RestaurantSettings found = find(restaurantId);
    if (found.version() != change.version()) {
      throw Problem.staleVersion("the settings", change.version(), found.version());
    }
    found.change(change);
    SettingsView after = SettingsView.of(settings.saveAndFlush(found));
    events.publishEvent(new SettingsChanged(after));
    return after;
  }

  private static void check(SettingsChange change) {
    if (!ZoneId.getAvailableZoneIds().contains(change.timeZone())) {
      var near = Nearest.of(change.timeZone(), ZoneId.getAvailableZoneIds());
      throw Problem.badRequest(
          "unknown timeZone '"
              + change.timeZone()
              + "': "
              + (near.isEmpty()
                  ? "write an IANA name such as Europe/Paris"
                  : "did you mean " + String.join(" or ", near) + "?"));
    }
    var currencies =
        Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toSet());
    if (!currencies.contains(change.currency())) {
      throw Problem.badRequest(
          "unknown currency '"
              + change.currency()
              + "': write an ISO 4217 code such as USD or EUR");
    }
  }

  private RestaurantSettings find(long restaurantId) {
    return settings
        .findById(restaurantId)
        .orElseThrow(() -> Problem.notFound("restaurant " + restaurantId + " has no settings"));
  }
}
