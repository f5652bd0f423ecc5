package dev.headroom.cache;

import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** Tells the listener; one that throws costs a log line, never a look-up. */
final class Observing {

  private static final Logger LOG = System.getLogger("dev.headroom.cache");

  private final String namespace;
  private final LookupListener listener;
  private final LongSupplier nanos;
  private final AtomicBoolean failed = new AtomicBoolean();

  Observing(String namespace, LookupListener listener, LongSupplier nanos) {
    this.namespace = namespace;
    this.listener = listener;
    this.nanos = nanos;
  }

  /**
   * Tells of a look-up.
   *
   * @param start when it began, or where the one before it in the same batch ended
   * @return when it ended: the start of the next one, so that a batch's time counts once
   */
  long end(long start, long loadNanos, boolean hit, Level level) {
    if (listener.equals(LookupListener.NONE)) {
      return start;
    }
    long now = nanos.getAsLong();
    try {
      listener.lookedUp(namespace, now - start - loadNanos, hit, level);
    } catch (RuntimeException e) {
      if (failed.compareAndSet(false, true)) {
        LOG.log(Logger.Level.WARNING, "cache: the look-up listener failed; said once", e);
      }
    }
    return now;
  }
}
