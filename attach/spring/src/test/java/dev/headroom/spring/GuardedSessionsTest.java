package dev.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.session.MapSession;
import org.springframework.session.SessionRepository;

class GuardedSessionsTest {

  /** A store that does not answer, and fails when its time is up. */
  private static final class Hung implements SessionRepository<MapSession> {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile CountDownLatch timeout = new CountDownLatch(0);

    @Override
    public MapSession createSession() {
      return new MapSession();
    }

    @Override
    public void save(MapSession session) {}

    @Override
    public @Nullable MapSession findById(String id) {
      asked.incrementAndGet();
      try {
        assertThat(timeout.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new QueryTimeoutException("no answer");
    }

    @Override
    public void deleteById(String id) {}
  }

  @Test
  @DisplayName("R1: of many requests one asks when the pause is over, the others are told at once")
  void one() throws Exception {
    AtomicLong nanos = new AtomicLong();
    Hung hung = new Hung();
    GuardedSessions<MapSession> sessions = new GuardedSessions<>(hung, nanos::get);
    refused(sessions);
    refused(sessions);
    assertThat(hung.asked).as("within the pause").hasValue(1);

    hung.timeout = new CountDownLatch(1);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch told = new CountDownLatch(7);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            threads.submit(
                () -> {
                  refused(sessions);
                  told.countDown();
                }));
      }
      boolean seven = told.await(10, TimeUnit.SECONDS);
      int asked = hung.asked.get();
      hung.timeout.countDown();
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(seven).as("seven are told while one asks").isTrue();
      assertThat(asked).isEqualTo(2);
    }
  }

  private static void refused(GuardedSessions<MapSession> sessions) {
    assertThatThrownBy(() -> sessions.findById("a"))
        .isInstanceOf(SessionsUnavailableException.class);
  }
}
