package dev.headroom.services.pos;

import dev.headroom.cache.Cached;
import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Loader;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The fix {@code user-cache}: keyed by user, so that nobody is taken for another; who has no
 * account is not kept. A change that does not come through this service is seen within the time to
 * live.
 */
@Component
class UserCache {

  static final String NAMESPACE = "users";

  private final Namespace<PosUser> kept;
  private final Fixes fixes;

  UserCache(HeadroomCache cache, Fixes fixes) {
    this.kept = cache.namespace(NAMESPACE, PosUser.class);
    this.fixes = fixes;
  }

  @Nullable PosUser of(long userId, Loader<PosUser> loader) {
    return Cached.cached(
        fixes.isOn(PosFixes.USER_CACHE), kept, Long.toString(userId), List.of(), loader);
  }

  @EventListener
  void changed(UserChanged changed) {
    kept.invalidate(Long.toString(changed.userId()));
  }
}
