package dev.headroom.web;

/**
 * What happened to the calls of one dependency.
 *
 * @param tries calls made, retries included
 * @param failures those that failed, late ones included
 * @param late those that had not ended in time
 * @param refused calls not made because the breaker was open
 * @param busy calls not made because as many as allowed were under way
 * @param retries those that repeated a failed one
 * @param unretried retries not made because the budget was spent
 * @param underWay calls that have a thread now, late ones that do not end included
 * @param state closed, open or half_open
 */
public record OutgoingStats(
    long tries,
    long failures,
    long late,
    long refused,
    long busy,
    long retries,
    long unretried,
    int underWay,
    String state) {}
