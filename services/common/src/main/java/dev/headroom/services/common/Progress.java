package dev.headroom.services.common;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;

/** Tells in the log every two seconds how far something is. */
public final class Progress {

  private Progress() {}

  /** What takes long. */
  @FunctionalInterface
  public interface Work<E extends Exception> {
    void run() throws E;
  }

  /**
   * Does it, and tells meanwhile.
   *
   * @param words asked on a thread of its own
   */
  public static <E extends Exception> void during(Logger log, Supplier<String> words, Work<E> work)
      throws E {
    CountDownLatch end = new CountDownLatch(1);
    Thread.ofPlatform().name("progress").daemon().start(() -> tell(end, log, words));
    try {
      work.run();
    } finally {
      end.countDown();
    }
  }

  private static void tell(CountDownLatch end, Logger log, Supplier<String> words) {
    try {
      while (!end.await(2, TimeUnit.SECONDS)) {
        try {
          log.info("{}", words.get());
        } catch (RuntimeException e) {
          log.info("still at it; how far is not known: {}", e.getMessage());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
