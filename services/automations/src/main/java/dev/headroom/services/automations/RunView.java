package dev.headroom.services.automations;

import org.jspecify.annotations.Nullable;

/** A run; times in milliseconds. */
record RunView(
    long id,
    long userAutomationId,
    TriggerKind triggerKind,
    RunStatus status,
    int attempt,
    long dueAt,
    @Nullable Long startedAt,
    @Nullable Long endedAt,
    @Nullable String error) {

  /** A line of a run's log. */
  record Line(long at, String level, String message) {}
}
