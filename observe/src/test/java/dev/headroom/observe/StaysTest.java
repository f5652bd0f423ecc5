package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StaysTest {

  private static final int ROUNDS = 20_000;

  @Test
  @DisplayName("a stay that ends while all are read is among them")
  void endingIsNotMissed() throws Exception {
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    Stays stays = new Stays();
    // Even: the worker begins a stay; odd: it ends it while this thread reads.
    AtomicInteger turn = new AtomicInteger();
    Thread worker =
        new Thread(
            () -> {
              Current current = new Current();
              for (int round = 0; round < ROUNDS; round++) {
                while (turn.get() != 2 * round) {
                  Thread.onSpinWait();
                }
                Stays.turn(stays, current, request, round);
                turn.set(2 * round + 1);
                Stays.turn(stays, current, null, round);
              }
            },
            "worker");
    worker.start();
    int missed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      while (turn.get() != 2 * round + 1) {
        Thread.onSpinWait();
      }
      if (Stays.at(stays.byThread(), worker.getId(), round) == null) {
        missed++;
      }
      turn.set(2 * round + 2);
    }
    worker.join();
    assertThat(missed).isZero();
  }
}
