package dev.headroom.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StaysTest {

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
}
