package dev.headroom.observe;

import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Bytes allocated by a thread, where the JVM counts them. */
final class Allocation {

  private static final com.sun.management.@Nullable ThreadMXBean THREADS = threads();

  private Allocation() {}

  private static com.sun.management.@Nullable ThreadMXBean threads() {
    try {
      return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
              && bean.isThreadAllocatedMemorySupported()
              && bean.isThreadAllocatedMemoryEnabled()
          ? bean
          : null;
    } catch (RuntimeException | LinkageError e) {
      return null; // a JVM without the jdk.management module
    }
  }

  /** Bytes since the thread began; -1 if unknown, as on virtual threads. */
  static long ofThisThread() {
    return THREADS == null ? -1 : THREADS.getCurrentThreadAllocatedBytes();
  }
}
