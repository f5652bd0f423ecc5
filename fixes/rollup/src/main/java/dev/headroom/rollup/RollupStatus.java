package dev.headroom.rollup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a rollup stands.
 *
 * @param rollup its name
 * @param state NEW, FILLING (its history), LIVE, REBUILD or REBUILDING
 * @param progress of filling or rebuilding, 0 to 1
 * @param pending marks that wait to be worked off
 * @param oldestPending when the oldest was made, to the second; null if there is none
 * @param refreshedAt when it was last worked on; null if never
 * @param filledAt when its history was last worked off to the end; null if not yet
 * @param refusedZone a zone that is none, met in a row or the table of zones: such rows belong to
 *     no bucket; null if none was met
 */
public record RollupStatus(
    String rollup,
    String state,
    double progress,
    long pending,
    @Nullable Instant oldestPending,
    @Nullable Instant refreshedAt,
    @Nullable Instant filledAt,
    @Nullable String refusedZone) {}
