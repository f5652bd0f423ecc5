package dev.headroom.services.automations;

/** Published inside the transaction that set tokens aside, booked them or gave them back. */
record UsageChanged(long userId) {}
