package dev.headroom.services.pos;

import dev.headroom.cache.Cached;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import dev.headroom.loop.Nearest;
import dev.headroom.services.common.Problem;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Restaurants' settings. */
@Service
class Settings {

  private final RestaurantSettingsRepository settings;
  private final ApplicationEventPublisher events;
  private final Fixes fixes;
  private final Namespace<SettingsView> kept;

  Settings(
      RestaurantSettingsRepository settings,
      ApplicationEventPublisher events,
      Fixes fixes,
      HeadroomCache cache) {
    this.settings = settings;
    this.events = events;
    this.fixes = fixes;
    this.kept = cache.namespace("settings", SettingsView.class);
  }

  /**
   * The fix {@code settings-cache} keeps them until they are changed. No transaction of its own: a
   * hit needs none.
   */
  public SettingsView of(long restaurantId) {
    return Objects.requireNonNull(
        Cached.cached(
            fixes.isOn(PosFixes.SETTINGS_CACHE),
            kept,
            Long.toString(restaurantId),
            List.of(),
            () -> SettingsView.of(find(restaurantId))));
  }

  /** Keeps them before somebody asks, also while the fix is off. */
  void warm(long restaurantId) {
    kept.get(Long.toString(restaurantId), () -> SettingsView.of(find(restaurantId)));
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
    kept.invalidate(Long.toString(restaurantId));
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
