package dev.headroom.cache;

/** Where a look-up found its answer. */
public enum Level {
  /** In the process. */
  L1,
  /** In Redis. */
  L2,
  /** Nowhere: it was loaded, by this caller or by one it waited for. */
  LOADER
}
