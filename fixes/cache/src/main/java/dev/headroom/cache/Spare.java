package dev.headroom.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A valid value that its caller would rather have anew: its time is over, or nearly. It stands in
 * when the load fails or somebody else is at it.
 *
 * @param fresh whether its time to live is not over
 */
record Spare<V>(
    @Nullable V value,
    long born,
    List<String> tags,
    long readNanos,
    long expiresNanos,
    long loadNanos,
    int bytes,
    boolean fresh) {}
