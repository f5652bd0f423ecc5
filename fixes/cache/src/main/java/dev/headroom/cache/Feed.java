package dev.headroom.cache;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The thread that keeps a partition joined: connects, joins, hears, and begins again. */
final class Feed implements AutoCloseable {

  private static final Duration BLOCK = Duration.ofMillis(250);

  private final Partition partition;
  private final Supplier<Remote> connector;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch tried = new CountDownLatch(1);
  private final Thread thread;

  Feed(int number, Partition partition, Supplier<Remote> connector) {
    this.partition = partition;
    this.connector = connector;
    this.thread = new Thread(this::run, "headroom-cache-feed-" + number);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Waits for the first attempt to join, so that a service begins with its cache. */
  void awaitFirst(long patienceNanos) {
    try {
      tried.await(patienceNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (closed.getCount() > 0) {
      Remote server = null;
      try {
        server = connector.get();
        partition.join(server);
        tried.countDown();
        while (closed.getCount() > 0) {
          if (!partition.hear(server, BLOCK)) {
            partition.join(server);
          }
        }
      } catch (RemoteFailure e) {
        give(server, e);
      } catch (RuntimeException e) {
        give(server, new RemoteFailure(RemoteFailure.Kind.LOST, "unexpected: " + e, e));
      }
      tried.countDown();
      pause();
    }
  }

  private void give(@Nullable Remote server, RemoteFailure why) {
    if (closed.getCount() == 0) {
      return;
    }
    if (server == null) {
      partition.cannotConnect(why);
    } else {
      partition.lose(server, why);
    }
  }

  private void pause() {
    try {
      closed.await(100 + ThreadLocalRandom.current().nextInt(200), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
