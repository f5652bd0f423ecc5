package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StaysTest {

  private static final int ROUNDS = 5_000;

  private final Stays stays = new Stays();
  private final Current current = new Current();
  private final long thread = Thread.currentThread().getId();

  private Request stay(long from, long to) {
    Request request = new Request("GET", Request.NO_ROUTE, from);
    Stays.turn(stays, current, request, from);
    Stays.turn(stays, current, null, to);
    return request;
  }

  @Test
  @DisplayName("a moment finds the request that its thread worked for, ended or not")
  void found() {
    Request first = stay(100, 200);
    Request second = stay(300, 400);
    Request running = new Request("GET", Request.NO_ROUTE, 500);
    Stays.turn(stays, current, running, 500);
    Map<Long, List<Stays.Stay>> known = stays.byThread(600);
    assertThat(Stays.at(known, thread, 150)).isSameAs(first);
    assertThat(Stays.at(known, thread, 250)).isNull();
    assertThat(Stays.at(known, thread, 400)).isSameAs(second);
    assertThat(Stays.at(known, thread, 550)).isSameAs(running);
    assertThat(Stays.at(known, thread + 1, 150)).isNull();
  }

  @Test
  @DisplayName("what ended so long ago that no sample of it can come is left out")
  void old() {
    stay(100, 200);
    Request late = stay(300, 400);
    assertThat(stays.byThread(200 + Stays.LATEST_NANOS).get(thread)).hasSize(2);
    Map<Long, List<Stays.Stay>> known = stays.byThread(201 + Stays.LATEST_NANOS);
    assertThat(Stays.at(known, thread, 150)).isNull();
    assertThat(Stays.at(known, thread, 350)).isSameAs(late);
    Request running = new Request("GET", Request.NO_ROUTE, 500);
    Stays.turn(stays, current, running, 500);
    assertThat(Stays.at(stays.byThread(9 * Stays.LATEST_NANOS), thread, 600)).isSameAs(running);
  }

  @Test
  @DisplayName("a stay that ends while all are read is among them")
  void endingIsNotMissed() throws Exception {
    Observer observer = new Observer(ObserveOptions.defaults());
    Request request = observer.begin("GET");
    // Even: the worker begins a stay; odd: it ends it while this thread reads.
    AtomicInteger turn = new AtomicInteger();
    Thread worker =
        new Thread(
            () -> {
              Current own = new Current();
              for (int round = 0; round < ROUNDS; round++) {
                while (turn.get() != 2 * round) {
                  Thread.onSpinWait();
                }
                Stays.turn(stays, own, request, round);
                turn.set(2 * round + 1);
                Stays.turn(stays, own, null, round);
              }
            },
            "worker");
    worker.start();
    int missed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      while (turn.get() != 2 * round + 1) {
        Thread.onSpinWait();
      }
      if (Stays.at(stays.byThread(round), worker.getId(), round) == null) {
        missed++;
      }
      turn.set(2 * round + 2);
    }
    worker.join();
    assertThat(missed).isZero();
  }
}
