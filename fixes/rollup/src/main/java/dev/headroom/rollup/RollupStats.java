package dev.headroom.rollup;

/**
 * What was done with a rollup in this process.
 *
 * @param fromRollup questions that the rollup alone answered
 * @param fromRollupAndRows questions that it answered with the raw rows of what changed since
 * @param fromRows questions that the raw rows answered
 * @param readNanos time of all three
 * @param steps steps of refreshes that found something to do
 * @param stepNanos their time
 * @param marks marks that they worked off
 * @param faults what failed: refreshes, and questions that had to be answered from the raw rows
 *     although the rollup was to be read
 */
public record RollupStats(
    long fromRollup,
    long fromRollupAndRows,
    long fromRows,
    long readNanos,
    long steps,
    long stepNanos,
    long marks,
    long faults) {}
