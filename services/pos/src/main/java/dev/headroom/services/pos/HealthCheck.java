package dev.headroom.services.pos;

import dev.headroom.observe.Observer;
import dev.headroom.observe.Request;
import dev.headroom.services.pos.Health.Part;
import dev.headroom.services.pos.Health.Status;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Asks the database and Redis. The database's pool may let one wait for 30 s; who asks for health
 * gets an answer after 2.
 */
@Component
class HealthCheck {

  private static final Logger LOG = LoggerFactory.getLogger(HealthCheck.class);
  private static final long PATIENCE_SECONDS = 2;

  private final JdbcClient jdbc;
  private final PerformanceRedis redis;
  private final Observer observer;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("health-", 0).factory());

  HealthCheck(JdbcClient jdbc, PerformanceRedis redis, Observer observer) {
    this.jdbc = jdbc;
    this.observer = observer;
    this.redis = redis;
  }

  Health check() {
    Part database = database();
    return new Health(database.status(), database, cache());
  }

  private Part database() {
    Request request = observer.current();
    Future<Integer> answer =
        threads.submit(
            () -> {
              Observer.Scope carried = observer.carry(request);
              try {
                return jdbc.sql("select 1").query(Integer.class).single();
              } finally {
                carried.close();
              }
            });
    try {
      answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return new Part(Status.UP, null);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Part(Status.DOWN, "no answer within " + PATIENCE_SECONDS + " s");
    } catch (ExecutionException e) {
      // The cause may name hosts and users: it is for the log, the answer is public.
      LOG.warn("the database does not answer", e.getCause());
      return new Part(Status.DOWN, "no connection");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Part(Status.DOWN, "interrupted");
    }
  }

  private Part cache() {
    return switch (redis.state()) {
      case ABSENT -> new Part(Status.ABSENT, null);
      case UP -> new Part(Status.UP, null);
      case DOWN -> new Part(Status.DOWN, "no answer; the service goes on without it");
    };
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
