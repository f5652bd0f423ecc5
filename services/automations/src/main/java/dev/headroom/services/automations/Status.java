package dev.headroom.services.automations;

/** Whether a user's automation runs. */
enum Status {
  ACTIVE,
  PAUSED,
  ENDED
}
