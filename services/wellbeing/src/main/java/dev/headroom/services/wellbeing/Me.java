package dev.headroom.services.wellbeing;

import java.time.ZoneId;

/**
 * Who is signed in: the principal of every authenticated request.
 *
 * @param timeZone whose midnights part the user's days
 * @param retentionDays for how many days the phones keep what they recorded, as they say
 * @param sharesData whether the user shares figures with others
 */
record Me(
    long id,
    String email,
    String name,
    Role role,
    String timeZone,
    int retentionDays,
    boolean sharesData) {

  static Me of(AppUser user) {
    return new Me(
        user.id(),
        user.email(),
        user.name(),
        user.role(),
        user.timeZone(),
        user.retentionDays(),
        user.sharesData());
  }

  ZoneId zone() {
    return ZoneId.of(timeZone);
  }
}
