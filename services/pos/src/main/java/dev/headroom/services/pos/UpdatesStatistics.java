package dev.headroom.services.pos;

/**
 * What the updates did since the start.
 *
 * @param open connections now
 * @param opened connections ever
 * @param sent events sent, replayed ones included
 * @param replayed of these, read from the log and not pushed
 * @param dropped events that a full queue refused; their connection was cut off and can resume
 * @param cutOff connections cut off because they were too slow
 */
record UpdatesStatistics(
    long open, long opened, long sent, long replayed, long dropped, long cutOff) {}
