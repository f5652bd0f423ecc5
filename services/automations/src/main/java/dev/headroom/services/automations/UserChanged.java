package dev.headroom.services.automations;

/** Published inside the transaction that changed an account. */
record UserChanged(long userId) {}
