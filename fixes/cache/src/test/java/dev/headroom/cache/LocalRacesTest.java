package dev.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many short races of the protocol of one process, each from a fresh start. */
class LocalRacesTest {

  private static final int RACES = 5_000;

  @Test
  @DisplayName("R4: whatever interleaves, no read is older than an invalidation that had returned")
  void holds() throws Exception {
    AtomicReference<CachedRegister> register = new AtomicReference<>();
    AtomicReference<String> wrong = new AtomicReference<>();
    CyclicBarrier start =
        new CyclicBarrier(
            3,
            () -> {
              CachedRegister last = register.get();
              if (last != null && !last.read()) {
                wrong.set("at rest");
              }
              register.set(new CachedRegister(Mutant.NONE));
            });
    Thread[] threads = {
      racer(start, register, wrong, Invalidation.Kind.KEY),
      racer(start, register, wrong, Invalidation.Kind.TAG),
      racer(start, register, wrong, null)
    };
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong.get()).isNull();
  }

  @Test
  @DisplayName(
      "R4: an invalidation that comes while a fill is installing removes what it installed")
  void invalidationDuringInstall() throws Exception {
    Partition partition = new Partition(true, () -> 0, "here");
    AtomicReference<Thread> invalidating = new AtomicReference<>();
    LocalLevel<Long> local =
        new LocalLevel<>(
            LocalLevel.values(NamespaceOptions.ofTtl(Duration.ofDays(1)), new Counters()),
            partition::generations,
            () -> 0) {
          @Override
          boolean mayInstall(Flight<Long> flight, Entry<Long> entry) {
            boolean may = super.mayInstall(flight, entry);
            Thread other =
                new Thread(
                    () ->
                        partition.invalidate(
                            new Invalidation(Invalidation.Kind.KEY, "menu", flight.key)));
            invalidating.set(other);
            other.start();
            while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
              Thread.onSpinWait(); // until it waits for the key's lock, or has passed by it
            }
            return may;
          }
        };
    partition.register("menu", local);
    Generations view = partition.generations();
    Flight<Long> flight = new Flight<>("k", List.of(), view, 0, Long.MAX_VALUE, false);
    local.replace(flight);
    long born = view.now();
    local.install(
        flight,
        new Entry<>(1L, view, view.guards("menu", List.of()), born, 0, Long.MAX_VALUE, 0, 0));
    invalidating.get().join();
    assertThat(local.valid("k")).isNull();
  }

  @Test
  @DisplayName("without the ticket the same check finds a value that was invalidated")
  void ticketIsNeeded() {
    for (Mutant mutant : new Mutant[] {Mutant.NONE, Mutant.TICKET}) {
      CachedRegister register = new CachedRegister(mutant);
      register.read(() -> register.change(Invalidation.Kind.KEY));
      assertThat(register.read()).isEqualTo(mutant == Mutant.NONE);
    }
  }

  private static Thread racer(
      CyclicBarrier start,
      AtomicReference<CachedRegister> register,
      AtomicReference<String> wrong,
      Invalidation.Kind kind) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < RACES; i++) {
                  start.await();
                  CachedRegister mine = register.get();
                  boolean right = mine.read();
                  if (kind != null) {
                    mine.change(kind);
                  }
                  right = mine.read() && right;
                  right = mine.read() && right;
                  if (!right) {
                    wrong.set("race " + i);
                  }
                }
              } catch (Exception e) {
                wrong.set(e.toString());
              }
            },
            "racer");
    thread.start();
    return thread;
  }
}
