package dev.headroom.web;

/**
 * What a response cache did since it was made.
 *
 * @param hits answered from the cache, 304 and stale ones too
 * @param stale of these, past their time
 * @param notModified of these, told as 304: the client had it
 * @param misses rendered and kept
 * @param unstorable rendered for the cache, but not kept
 * @param bypassed of a configured route, but not a request to keep an answer of
 * @param invalidations writes seen
 * @param faults of the cache itself; the request was rendered without
 */
public record ResponseCacheStats(
    long hits,
    long stale,
    long notModified,
    long misses,
    long unstorable,
    long bypassed,
    long invalidations,
    long faults) {}
