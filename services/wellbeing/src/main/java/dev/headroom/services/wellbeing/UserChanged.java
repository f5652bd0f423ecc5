package dev.headroom.services.wellbeing;

/** Published inside the transaction that changed an account. */
record UserChanged(long userId) {}
