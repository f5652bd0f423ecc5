package dev.headroom.services.common;

/**
 * Who issues tokens; only who issued them accepts them.
 *
 * @param name issuer and audience
 * @param settings key and life time
 */
public record TokenIssuer(String name, TokenSettings settings) {}
