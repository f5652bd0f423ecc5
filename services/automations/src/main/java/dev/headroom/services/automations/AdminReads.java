package dev.headroom.services.automations;

import dev.headroom.services.common.Problem;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Users with their automations as an object-relational mapper gives them: what is touched. */
@Service
class AdminReads {

  private final AppUserRepository users;

  AdminReads(AppUserRepository users) {
    this.users = users;
  }

  /** A page, newest first. */
  @Transactional(readOnly = true)
  public List<AdminUserView> page(AdminUsers.Query query) {
    return users
        .page(query.before(), query.active(), query.verified(), Limit.of(query.size()))
        .stream()
        .map(user -> AdminUserView.of(user, automations(user, query.status())))
        .toList();
  }

  @Transactional(readOnly = true)
  public AdminUserView one(long id) {
    return users
        .findById(id)
        .map(user -> AdminUserView.of(user, automations(user, null)))
        .orElseThrow(() -> Problem.notFound("no user " + id));
  }

  private static List<AdminUserView.Has> automations(AppUser user, @Nullable Status status) {
    return user.automations().stream()
        .filter(one -> status == null || one.status() == status)
        .sorted(Comparator.comparingLong(UserAutomation::id))
        .map(AdminUserView.Has::of)
        .toList();
  }
}
