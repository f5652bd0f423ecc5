package dev.headroom.services.automations;

/** How far a run is. */
enum RunStatus {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED
}
