package dev.headroom.cache;

/** Where a namespace keeps its values. */
public enum Levels {
  /** In the process only; invalidations still reach the other nodes through Redis. */
  L1,
  /** In Redis only. */
  L2,
  /** In both; the normal choice. */
  BOTH;

  boolean inProcess() {
    return this != L2;
  }

  boolean inRedis() {
    return this != L1;
  }
}
