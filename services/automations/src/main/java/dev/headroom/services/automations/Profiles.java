package dev.headroom.services.automations;

import dev.headroom.loop.Fixes;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reads what a user's first screen shows. */
@Service
class Profiles {

  private static final int DAYS = 30;

  private final AppUserRepository users;
  private final UserAutomationRepository automations;
  private final Quota quota;
  private final Usage usage;
  private final SessionStore sessions;
  private final Fixes fixes;

  Profiles(
      AppUserRepository users,
      UserAutomationRepository automations,
      Quota quota,
      Usage usage,
      SessionStore sessions,
      Fixes fixes) {
    this.users = users;
    this.automations = automations;
    this.quota = quota;
    this.usage = usage;
    this.sessions = sessions;
    this.fixes = fixes;
  }

  @Transactional(readOnly = true)
  public Profile of(long userId, LocalDate until) {
    AppUser user = users.findById(userId).orElseThrow();
    return new Profile(
        Me.of(user),
        quota.of(userId),
        fixes.isOn(AutomationsFixes.JOINED)
            ? counted(automations.countOf(userId))
            : loaded(user.automations()),
        usage.total(userId, UsageRange.until(until, DAYS)),
        sessions.of(userId).size());
  }

  private static Profile.Automations loaded(List<UserAutomation> all) {
    return new Profile.Automations(
        count(all, Status.ACTIVE), count(all, Status.PAUSED), count(all, Status.ENDED));
  }

  private static long count(List<UserAutomation> all, Status status) {
    return all.stream().filter(one -> one.status() == status).count();
  }

  private static Profile.Automations counted(List<UserAutomationRepository.Count> counts) {
    Map<Status, Long> by =
        counts.stream()
            .collect(
                Collectors.toMap(
                    UserAutomationRepository.Count::status,
                    UserAutomationRepository.Count::number));
    return new Profile.Automations(
        by.getOrDefault(Status.ACTIVE, 0L),
        by.getOrDefault(Status.PAUSED, 0L),
        by.getOrDefault(Status.ENDED, 0L));
  }
}
