package shop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** An application that works, allocates and waits for locks. */
public final class Work {

  private static final Object LOCK = new Object();
  private static final ReentrantLock JUC_LOCK = new ReentrantLock();
  private static final Object[] SINK = new Object[1];

  private Work() {}

  /** Uses the processor. */
  public static long spin(long nanos) {
    long sum = 0;
    for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
      for (int i = 0; i < 1_000; i++) {
        sum = sum * 31 + i;
      }
    }
    return sum;
  }

  /** Allocates megabytes. */
  public static void allocate(int megabytes) {
    for (int i = 0; i < megabytes * 16; i++) {
      SINK[0] = new byte[65_536];
    }
  }

  /** Waits for a lock that another thread has for a while. */
  public static void contend() {
    CountDownLatch taken = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              synchronized (LOCK) {
                taken.countDown();
                hold();
              }
            },
            "holder");
    holder.start();
    try {
      taken.await();
      synchronized (LOCK) {
        SINK[0] = holder;
      }
      holder.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same with a lock of {@code java.util.concurrent}. */
  public static void contendLock() {
    CountDownLatch taken = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () -> {
              JUC_LOCK.lock();
              try {
                taken.countDown();
                hold();
              } finally {
                JUC_LOCK.unlock();
              }
            },
            "holder");
    holder.start();
    try {
      taken.await();
      JUC_LOCK.lock();
      try {
        SINK[0] = holder;
      } finally {
        JUC_LOCK.unlock();
      }
      holder.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hold() {
    for (long end = System.nanoTime() + 30_000_000; System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
  }
}
