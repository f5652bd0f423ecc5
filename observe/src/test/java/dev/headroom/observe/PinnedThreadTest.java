package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.RuntimeObservation.Blocked;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import shop.Pinning;

class PinnedThreadTest {

  private static void until(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  @DisplayName("a virtual thread that waits pinned to its carrier is found at its endpoint's line")
  void pinned() throws Exception {
    Observer observer = new Observer(ObserveOptions.defaults());
    try (FlightRecorder recorder = FlightRecorder.start(observer)) {
      assertThat(recorder).isNotNull();
      until(() -> observer.snapshot().runtime().missing().isEmpty());
      Runnable work =
          () -> {
            Request request = observer.begin("GET");
            boolean loaded = Pinning.load();
            observer.end(request, loaded ? "/pinned" : "/never", 200);
          };
      // This module compiles for Java 17, which has no virtual threads.
      Thread thread =
          (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, work);
      thread.join();
      until(() -> observer.snapshot().runtime().blocked().stream().anyMatch(Blocked::pinned));
      List<Blocked> pinned =
          observer.snapshot().runtime().blocked().stream().filter(Blocked::pinned).toList();
      assertThat(pinned).hasSize(1);
      assertThat(pinned.get(0).endpoint()).isEqualTo("GET /pinned");
      assertThat(pinned.get(0).codeLine()).startsWith("Pinning.Slow.waited(");
      assertThat(pinned.get(0).nanos()).isGreaterThan(50_000_000);
    }
    assertThat(observer.faults()).isZero();
  }
}
