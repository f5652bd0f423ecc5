/**
 * The loop's words as immutable records, and {@link dev.headroom.loop.Fixes}, the switchboard of
 * fixes. JDK only.
 */
@NullMarked
package dev.headroom.loop;

import org.jspecify.annotations.NullMarked;
