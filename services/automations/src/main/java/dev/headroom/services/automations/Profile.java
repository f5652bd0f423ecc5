package dev.headroom.services.automations;

/**
 * What one's first screen shows.
 *
 * @param usage of the last 30 days
 * @param sessions sign-ins that go on
 */
record Profile(Me user, Quota.State quota, Automations automations, UsageView usage, int sessions) {

  /** How many of one's automations are in which state. */
  record Automations(long active, long paused, long ended) {}
}
