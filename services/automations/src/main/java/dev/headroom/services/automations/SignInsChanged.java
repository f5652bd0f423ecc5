package dev.headroom.services.automations;

/**
 * Published inside the transaction that began or ended sign-ins of a user.
 *
 * @param ended whether one did: access tokens of it are worth nothing any more
 */
record SignInsChanged(long userId, boolean ended) {}
