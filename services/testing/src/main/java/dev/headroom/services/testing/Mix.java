package dev.headroom.services.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests of several people at once, in an order that was drawn before. */
public final class Mix {

  private Mix() {}

  /**
   * Sends all and waits for the last answer.
   *
   * @param threads how many at a time
   * @param requests each sends one request, and fails if its answer is none
   */
  public static void send(int threads, Collection<Runnable> requests)
      throws InterruptedException, ExecutionException {
    Queue<Runnable> queue = new ConcurrentLinkedQueue<>(requests);
    Runnable worker =
        () -> {
          for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
          }
        };
    try (ExecutorService pool =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("mix-", 0).factory())) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(pool.submit(worker));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
