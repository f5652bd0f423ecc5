package dev.headroom.cache;

/** Is told of every look-up, on the caller's thread; must be fast and must not throw. */
@FunctionalInterface
public interface LookupListener {

  /** Hears nothing; spares the clock read. */
  LookupListener NONE = (namespace, nanos, hit, level) -> {};

  /**
   * A look-up ended.
   *
   * @param namespace the namespace
   * @param nanos time spent in the cache, the loader's own time left out, in nanoseconds; 0 for a
   *     hit in the process, which would take twice as long if it were timed
   * @param hit whether the cache had it
   * @param level where it was found
   */
  void lookedUp(String namespace, long nanos, boolean hit, Level level);
}
