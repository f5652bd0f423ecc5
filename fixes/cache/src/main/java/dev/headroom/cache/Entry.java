package dev.headroom.cache;

import org.jspecify.annotations.Nullable;

/**
 * A value in the process.
 *
 * @param born the stamp at which its load began
 * @param readNanos up to when it is known to have been true, on the node's ticker
 */
@SuppressWarnings({"ReferenceEquality", "ArrayRecordComponent"}) // Identity is meant; no copies.
record Entry<V>(
    @Nullable V value,
    Generations view,
    Generation[] guards,
    long born,
    long readNanos,
    long expiresNanos) {

  boolean fresh(Generations current, long now) {
    return view == current && expiresNanos - now > 0 && Generations.admitted(guards, born);
  }
}
