package dev.headroom.services.wellbeing;

/**
 * Published inside the transaction that changed a user's phones, applications or goals: everything
 * that answers depend on besides events and account.
 */
record SettingsChanged(long userId) {}
