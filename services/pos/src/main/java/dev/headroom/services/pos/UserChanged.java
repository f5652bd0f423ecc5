package dev.headroom.services.pos;

/** Published inside the transaction that changed an account. */
record UserChanged(long userId) {}
