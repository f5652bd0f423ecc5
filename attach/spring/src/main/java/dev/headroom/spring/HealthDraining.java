package dev.headroom.spring;

import dev.headroom.web.Health;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * A stop in the right order. Health says first that the service stops, and requests are still taken
 * for a while, so that whoever distributes them has seen it; then the server takes no more and ends
 * what it has; then everything else stops.
 *
 * <p>Spring Boot closes the registries of meters when it hears of the stop, before the server's own
 * graceful stop, so that the last requests would be in nobody's figures: this listens before it.
 */
final class HealthDraining implements ApplicationListener<ContextClosedEvent>, Ordered {

  private final ApplicationContext context;
  private final Health health;
  private final Duration drain;
  private final Duration patience;

  /** The patience is for the requests under way. */
  HealthDraining(ApplicationContext context, Health health, Duration drain, Duration patience) {
    this.context = context;
    this.health = health;
    this.drain = drain;
    this.patience = patience;
    if (drain.isNegative() || drain.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("drain is from PT0S to PT1M, was " + drain);
    }
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    if (!event.getApplicationContext().equals(context)) {
      return;
    }
    health.stopping();
    var unused = await(new CountDownLatch(1), drain);
    WebServer server =
        context instanceof WebServerApplicationContext own ? own.getWebServer() : null;
    if (server != null) {
      CountDownLatch ended = new CountDownLatch(1);
      server.shutDownGracefully(result -> ended.countDown());
      if (!await(ended, patience)) {
        server.stop(); // Ends the attempt: Boot would wait for the same requests once more.
      }
    }
  }

  private static boolean await(CountDownLatch latch, Duration most) {
    try {
      return latch.await(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
