package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.loop.Observations;
import dev.headroom.loop.Profile;
import dev.headroom.loop.RuntimeObservation;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import shop.Work;

class FlightRecorderTest {

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(50_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private static long weight(Observer observer, String endpoint, Profile.Kind kind, String frame) {
    return observer.profiles().stream()
        .filter(p -> p.endpoint().equals(endpoint) && p.kind() == kind)
        .flatMap(p -> p.stacks().stream())
        .filter(s -> s.frames().contains(frame))
        .mapToLong(Profile.Stack::weight)
        .sum();
  }

  @Test
  @DisplayName("a pause between the readings of two clocks does not shift what was sampled")
  void clocks() {
    long[] now = {1_000};
    int[] readings = {0};
    long ahead = 5_000_000;
    long offset =
        JfrStream.offset(
            () -> now[0] += 10,
            () -> {
              if (readings[0]++ != 3) {
                now[0] += 80_000_000; // the thread loses the processor, each time but one
              }
              return now[0] + ahead;
            });
    assertThat(offset).isBetween(-ahead - 10, -ahead + 10);
  }

  @Test
  @DisplayName(
      "processor and allocation samples, locks and collections are found at the endpoint that ran")
  void joined() {
    Observer observer = new Observer(ObserveOptions.defaults());
    assertThat(observer.snapshot().runtime().missing()).contains("headroom.observe.profile=true");
    try (FlightRecorder recorder = FlightRecorder.start(observer)) {
      assertThat(recorder).isNotNull();
      until(() -> observer.snapshot().runtime().missing().isEmpty());
      until(
          () -> {
            Request spinning = observer.begin("GET");
            Work.spin(200_000_000);
            observer.end(spinning, "/spin", 200);
            Request allocating = observer.begin("GET");
            Work.allocate(200);
            observer.end(allocating, "/allocate", 200);
            Request waiting = observer.begin("GET");
            Work.contend();
            observer.end(waiting, "/wait", 200);
            System.gc();
            return weight(observer, "GET /spin", Profile.Kind.CPU, "shop.Work.spin") >= 5
                && weight(observer, "GET /allocate", Profile.Kind.ALLOCATION, "shop.Work.allocate")
                    > 1_000_000
                && !observer.snapshot().runtime().blocked().isEmpty();
          });
      assertThat(weight(observer, "GET /wait", Profile.Kind.CPU, "shop.Work.spin")).isZero();
      assertThat(weight(observer, "(background)", Profile.Kind.CPU, "shop.Work.spin")).isZero();
      Observations seen = observer.snapshot();
      RuntimeObservation.Hot hot =
          seen.runtime().hot().stream()
              .filter(h -> h.endpoint().equals("GET /spin"))
              .findFirst()
              .orElseThrow();
      assertThat(hot.codeLine()).matches("Work\\.spin\\(Work\\.java:\\d+\\)");
      assertThat(hot.samples()).isBetween(1L, hot.endpointSamples());
      assertThat(seen.runtime().blocked())
          .anySatisfy(
              blocked -> {
                assertThat(blocked.endpoint()).isEqualTo("GET /wait");
                assertThat(blocked.codeLine()).matches("Work\\.contend\\(Work\\.java:\\d+\\)");
                assertThat(blocked.nanos()).isGreaterThan(5_000_000);
              });
      assertThat(seen.runtime().collections()).isPositive();
      assertThat(seen.runtime().cpuNanos()).isPositive();
      assertThat(seen.runtime().heapUsedBytes()).isPositive();
    }
    observer.reset(); // after the recorder, which tells late what it saw
    assertThat(observer.profiles()).isEmpty();
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName(
      "waits for a lock of java.util.concurrent are found with their line, idle threads not")
  void parks() {
    Observer observer = new Observer(ObserveOptions.defaults());
    ExecutorService idle = Executors.newFixedThreadPool(4, work -> new Thread(work, "idle"));
    try (FlightRecorder recorder = FlightRecorder.start(observer)) {
      assertThat(recorder).isNotNull();
      until(() -> observer.snapshot().runtime().missing().isEmpty());
      until(
          () -> {
            for (int i = 0; i < 4; i++) {
              idle.execute(() -> Work.spin(1_000_000));
            }
            Request waiting = observer.begin("GET");
            Work.contendLock();
            observer.end(waiting, "/wait", 200);
            return observer.snapshot().runtime().blocked().stream()
                .anyMatch(b -> b.endpoint().equals("GET /wait"));
          });
      // The queue of the idle threads has a lock of its own, which a busy machine makes them wait
      // for.
      assertThat(observer.snapshot().runtime().blocked())
          .allSatisfy(blocked -> assertThat(blocked.what()).contains("ReentrantLock"))
          .filteredOn(blocked -> !blocked.endpoint().equals("(background)"))
          .isNotEmpty()
          .allSatisfy(
              blocked -> {
                assertThat(blocked.endpoint()).isEqualTo("GET /wait");
                assertThat(blocked.codeLine()).matches("Work\\.contendLock\\(Work\\.java:\\d+\\)");
              });
    } finally {
      idle.shutdownNow();
    }
    assertThat(observer.faults()).isZero();
  }

  @Test
  @DisplayName(
      "stacks of parked threads are taken while locks are waited for, and ten seconds more")
  void parkLines() {
    ParkLines lines = new ParkLines();
    lines.parked(ParkLines.WORTH_NANOS - 1);
    assertThat(lines.turn()).isFalse();
    lines.parked(ParkLines.WORTH_NANOS / 2);
    lines.parked(ParkLines.WORTH_NANOS / 2);
    assertThat(lines.turn()).isTrue();
    assertThat(lines.wanted()).isTrue();
    for (int second = 1; second < ParkLines.QUIET; second++) {
      assertThat(lines.turn()).isFalse();
    }
    assertThat(lines.turn()).isTrue();
    assertThat(lines.wanted()).isFalse();
  }
}
