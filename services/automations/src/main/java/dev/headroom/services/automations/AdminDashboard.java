package dev.headroom.services.automations;

import java.util.List;

/**
 * What administrators see first.
 *
 * @param monthlyMicros what active automations cost their users in a month
 * @param days of the last 30
 * @param top who paid most for tokens in them
 */
record AdminDashboard(
    Users users,
    Automations automations,
    long monthlyMicros,
    UsageView usage,
    List<UsageView.Day> days,
    List<Top> top,
    List<Audit.Line> audit) {

  /** How many users. */
  record Users(long all, long active, long verified) {}

  /** How many automations of users in which state. */
  record Automations(long active, long paused, long ended) {}

  /** A user and what it used. */
  record Top(String email, int automations, long runs, long tokens, long costMicros) {}
}
