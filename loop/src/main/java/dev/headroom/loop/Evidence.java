package dev.headroom.loop;

/**
 * The figures behind a finding. A figure that is not known is -1, a text that is not known is
 * empty.
 *
 * @param executions executions of the statement in the window
 * @param perRequest executions per request that ran the statement at all
 * @param meanNanos mean time of one execution, in nanoseconds
 * @param maxNanos longest execution, in nanoseconds
 * @param distinctBindShare distinct binds over executions: within a request for what repeats in
 *     one, over the window for what repeats over requests; 0..1
 * @param rowsRead rows that the database read for one execution
 * @param rowsReturned rows that one execution returned
 * @param planBefore the plan's text as found
 * @param planAfter the plan's text with the fix, where it was measured
 * @param detail more, in words
 */
public record Evidence(
    long executions,
    double perRequest,
    double meanNanos,
    long maxNanos,
    double distinctBindShare,
    long rowsRead,
    long rowsReturned,
    String planBefore,
    String planAfter,
    String detail) {}
