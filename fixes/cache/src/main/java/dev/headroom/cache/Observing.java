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
  private final boolean heard;
  private final AtomicBoolean failed = new AtomicBoolean();

  Observing(String namespace, LookupListener listener, LongSupplier nanos) {
    this.namespace = namespace;
    this.listener = listener;
    this.nanos = nanos;
    this.heard = !listener.equals(LookupListener.NONE);
  }

  /** Tells of a hit in the process, which takes about as long as asking for the time. */
  void hit() {
    if (heard) {
      tell(0, true, Level.L1);
    }
  }

  /**
   * Tells of another look-up.
   *
   * @param start when it began, or where the one before it in the same batch ended
   * @return when it ended: the start of the next one, so that a batch's time counts once
   */
  long end(long start, long loadNanos, boolean hit, Level level) {
    if (!heard) {
      return start;
    }
    long now = nanos.getAsLong();
    tell(now - start - loadNanos, hit, level);
    return now;
  }

  private void tell(long took, boolean hit, Level level) {
    try {
      listener.lookedUp(namespace, took, hit, level);
    } catch (RuntimeException e) {
      if (failed.compareAndSet(false, true)) {
        LOG.log(Logger.Level.WARNING, "cache: the look-up listener failed; said once", e);
      }
    }
  }
}
