package dev.headroom.services.pos;

import dev.headroom.cache.Cached;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Loader;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import java.util.List;
import java.util.Objects;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The fix {@code settings-cache}. Invalidation always runs, the read half is the flag. */
@Component
class SettingsCache {

  static final String NAMESPACE = "settings";

  private final Namespace<SettingsView> kept;
  private final Fixes fixes;

  SettingsCache(HeadroomCache cache, Fixes fixes) {
    this.kept = cache.namespace(NAMESPACE, SettingsView.class);
    this.fixes = fixes;
  }

  SettingsView of(long restaurantId, Loader<SettingsView> loader) {
    return Objects.requireNonNull(
        Cached.cached(
            fixes.isOn(PosFixes.SETTINGS_CACHE),
            kept,
            Long.toString(restaurantId),
            List.of(),
            loader));
  }

  @EventListener
  void changed(SettingsChanged changed) {
    kept.invalidate(Long.toString(changed.settings().restaurantId()));
  }
}
