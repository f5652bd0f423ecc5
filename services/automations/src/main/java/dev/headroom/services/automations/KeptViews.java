package dev.headroom.services.automations;

import static dev.headroom.cache.Cached.cached;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Loader;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * What is shown, kept until what it is made of changes. The half that forgets always runs. Keys of
 * what is a user's own begin with the user: nobody is shown another's.
 */
@Component
class KeptViews {

  /** A page of users; the cache keeps one class. */
  record Users(List<AdminUserView> users) {}

  private final Namespace<Profile> profiles;
  private final Namespace<Users> users;
  private final Namespace<AdminDashboard> dashboards;
  private final Namespace<Boolean> health;
  private final Fixes fixes;

  KeptViews(HeadroomCache cache, Fixes fixes) {
    this.profiles = cache.namespace("profiles", Profile.class);
    this.users = cache.namespace("admin-users", Users.class);
    this.dashboards = cache.namespace("admin-dashboards", AdminDashboard.class);
    this.health = cache.namespace("health", Boolean.class);
    this.fixes = fixes;
  }

  Profile profile(long userId, String key, Loader<Profile> read) {
    return Objects.requireNonNull(
        cached(
            fixes.isOn(AutomationsFixes.ME_CACHE),
            profiles,
            userId + "/" + key,
            List.of(tag(userId)),
            read));
  }

  Users users(String key, Loader<Users> read) {
    return Objects.requireNonNull(
        cached(fixes.isOn(AutomationsFixes.ADMIN_CACHE), users, key, List.of(), read));
  }

  AdminDashboard dashboard(String key, Loader<AdminDashboard> read) {
    return Objects.requireNonNull(
        cached(fixes.isOn(AutomationsFixes.ADMIN_CACHE), dashboards, key, List.of(), read));
  }

  /** Only that it is well is kept: the loader gives null where it is not. */
  boolean isUp(Loader<Boolean> ask) {
    @Nullable Boolean up =
        cached(fixes.isOn(AutomationsFixes.HEALTH_CACHE), health, "database", List.of(), ask);
    return up != null;
  }

  @EventListener
  void changed(UserChanged changed) {
    profiles.invalidateTag(tag(changed.userId()));
    users.clear();
    dashboards.clear();
  }

  @EventListener
  void changed(UsageChanged changed) {
    profiles.invalidateTag(tag(changed.userId()));
    dashboards.clear();
  }

  @EventListener
  void changed(SignInsChanged changed) {
    profiles.invalidateTag(tag(changed.userId()));
  }

  private static String tag(long userId) {
    return "user/" + userId;
  }
}
