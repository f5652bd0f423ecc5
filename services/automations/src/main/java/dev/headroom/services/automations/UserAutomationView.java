package dev.headroom.services.automations;

import org.jspecify.annotations.Nullable;

/**
 * An automation that a user has; times in milliseconds.
 *
 * @param name of the catalogue
 * @param hook where its webhook is, if it has one
 */
record UserAutomationView(
    long id,
    long automationId,
    String name,
    String category,
    TriggerKind trigger,
    Status status,
    @Nullable String cron,
    @Nullable String zone,
    @Nullable Long dueAt,
    long createdAt,
    long changedAt,
    @Nullable String hook) {

  static UserAutomationView of(UserAutomation a) {
    Automation automation = a.automation();
    return new UserAutomationView(
        a.id(),
        automation.id(),
        automation.name(),
        automation.category(),
        automation.triggerKind(),
        a.status(),
        a.cron(),
        a.zone(),
        a.dueAt(),
        a.createdAt(),
        a.changedAt(),
        a.secret() == null ? null : "/api/v1/hooks/" + a.id());
  }
}
