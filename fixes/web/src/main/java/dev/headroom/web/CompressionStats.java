package dev.headroom.web;

/**
 * What compression did since it was made.
 *
 * @param answers compressed, stored ones of a response cache too
 * @param rawBytes of these before
 * @param sentBytes of these after
 */
public record CompressionStats(long answers, long rawBytes, long sentBytes) {}
