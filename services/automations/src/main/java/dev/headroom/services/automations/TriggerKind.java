package dev.headroom.services.automations;

/** What starts a run. */
enum TriggerKind {
  MANUAL,
  EVENT,
  SCHEDULE,
  WEBHOOK
}
