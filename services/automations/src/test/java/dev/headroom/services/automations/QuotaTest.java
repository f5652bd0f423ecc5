package dev.headroom.services.automations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.services.common.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class QuotaTest extends AutomationsService {

  private static final int THREADS = 6;
  private static final int EACH = 25;
  private static final long GRANTED = 5_000;

  @Autowired Quota quota;

  @Test
  @DisplayName(
      "However runs reserve, settle and give back at once, no quota is overdrawn, and what is booked is what was used")
  void races() throws Exception {
    Somebody user = somebody();
    assertThat(quota.grant(user.id(), GRANTED)).isTrue();
    AtomicInteger refused = new AtomicInteger();
    List<Callable<Long>> work = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int seed = thread;
      work.add(() -> use(user, seed, refused));
    }
    long used = 0;
    ExecutorService threads =
        Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "quota-test"));
    try {
      for (Future<Long> one : threads.invokeAll(work)) {
        used += one.get();
      }
    } finally {
      threads.shutdown();
    }

    Quota.State state = quota.of(user.id());
    assertThat(state.used()).isEqualTo(used).isLessThanOrEqualTo(GRANTED);
    assertThat(state.reserved()).isZero();
    assertThat(refused.get()).as("the quota was asked for more than it has").isPositive();
    assertThat(used).as("and most of it was used").isGreaterThan(GRANTED / 2);
    assertThat(
            count(
                "select sum(prompt_tokens + completion_tokens) from token_usage where user_id = ?",
                user.id()))
        .isEqualTo(used);
    assertThat(count("select count(*) from reservation where user_id = ?", user.id())).isZero();
  }

  /** What one thread used. */
  private long use(Somebody user, int seed, AtomicInteger refused) {
    SplittableRandom random = new SplittableRandom(seed);
    long used = 0;
    for (int i = 0; i < EACH; i++) {
      String request = "race-" + user.id() + "-" + seed + "-" + i;
      int most = 1 + random.nextInt(400);
      try {
        quota.reserve(request, user.id(), most);
      } catch (Problem e) {
        refused.incrementAndGet();
        continue;
      }
      Quota.State state = quota.of(user.id());
      assertThat(state.used() + state.reserved()).isLessThanOrEqualTo(GRANTED);
      if (random.nextInt(4) == 0) {
        quota.release(request);
      } else {
        int prompt = random.nextInt(most);
        quota.settle(request, new Quota.Used(user.id(), 1, Model.CHAT, prompt, most - prompt));
        used += most;
      }
    }
    return used;
  }

  @Test
  @DisplayName(
      "A run is booked once: what was settled or given back is not there for a second time")
  void once() {
    Somebody user = somebody();
    quota.reserve("once-" + user.id(), user.id(), 100);
    Quota.Used used = new Quota.Used(user.id(), 1, Model.CODE, 30, 40);
    quota.settle("once-" + user.id(), used);
    assertThat(catching(() -> quota.settle("once-" + user.id(), used)))
        .hasMessageContaining("of which 0 were set aside");
    quota.release("once-" + user.id());
    assertThat(quota.of(user.id()).used()).isEqualTo(70);
    assertThat(quota.of(user.id()).reserved()).isZero();
  }

  @Test
  @DisplayName("In a new month nothing is used yet, and what runs under way set aside stays")
  void month() {
    Somebody user = somebody();
    jdbc.sql(
            "update quota set month = '2001-01', granted = 100, used = 70, reserved = 20 where"
                + " user_id = ?")
        .param(user.id())
        .update();
    assertThat(quota.of(user.id()).used()).isZero();
    quota.reserve("month-" + user.id(), user.id(), 80);
    assertThat(quota.of(user.id()).reserved()).isEqualTo(100);
    assertThat(quota.grant(user.id(), 99)).isFalse();
    quota.release("month-" + user.id());
  }

  private static RuntimeException catching(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("it was not refused");
  }
}
