package dev.headroom.observe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Faults of the observer: counted, and logged the first time. */
final class Faults {

  private final LongAdder count = new LongAdder();
  private final AtomicBoolean logged = new AtomicBoolean();

  void add(Throwable fault) {
    count.increment();
    if (logged.compareAndSet(false, true)) {
      try {
        // Not before: an agent must not start the application's logging.
        System.getLogger("dev.headroom.observe")
            .log(
                System.Logger.Level.WARNING,
                "Observation failed; the application goes on, further faults are only counted",
                fault);
      } catch (Throwable alsoBroken) {
        count.increment();
      }
    }
  }

  long count() {
    return count.sum();
  }
}
