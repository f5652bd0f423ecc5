package dev.headroom.services.automations;

import dev.headroom.loop.Fixes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Users with their automations, for administrators. */
@Service
class AdminUsers {

  /**
   * What is asked for; null asks for all.
   *
   * @param before those with a smaller id
   * @param status shows automations in this state only
   */
  record Query(
      @Nullable Long before,
      @Nullable Boolean active,
      @Nullable Boolean verified,
      @Nullable Status status,
      int size) {}

  private final AdminReads found;
  private final AdminJoined joined;
  private final KeptViews kept;
  private final Fixes fixes;

  AdminUsers(AdminReads found, AdminJoined joined, KeptViews kept, Fixes fixes) {
    this.found = found;
    this.joined = joined;
    this.kept = kept;
    this.fixes = fixes;
  }

  /** A page, newest first. */
  List<AdminUserView> page(Query query) {
    boolean join = fixes.isOn(AutomationsFixes.JOINED);
    return kept.users(
            query.toString(),
            () -> new KeptViews.Users(join ? joined.page(query) : found.page(query)))
        .users();
  }

  AdminUserView one(long id) {
    return found.one(id);
  }
}
