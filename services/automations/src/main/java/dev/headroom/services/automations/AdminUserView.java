package dev.headroom.services.automations;

import java.util.List;

/** A user as administrators see it, with what the user has. */
record AdminUserView(
    long id,
    String email,
    String name,
    Role role,
    boolean active,
    boolean verified,
    long createdAt,
    List<Has> automations) {

  /** An automation of the user. */
  record Has(long id, String name, String category, Status status) {

    static Has of(UserAutomation a) {
      return new Has(a.id(), a.automation().name(), a.automation().category(), a.status());
    }
  }

  static AdminUserView of(AppUser user, List<Has> automations) {
    return new AdminUserView(
        user.id(),
        user.email(),
        user.name(),
        user.role(),
        user.active(),
        user.verified(),
        user.createdAt(),
        automations);
  }
}
