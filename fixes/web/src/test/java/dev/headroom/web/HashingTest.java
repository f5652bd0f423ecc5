package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Fixes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashingTest {

  private final Fixes fixes = new Fixes(List.of(WebFixes.HASHING));

  HashingTest() {
    var unused = fixes.switchTo(Set.of("bounded-hashing"));
  }

  private Hashing hashing(int concurrent, int waiting, Duration patience) {
    return new Hashing(new HashingOptions(concurrent, waiting, patience), fixes);
  }

  @Test
  @DisplayName("P5: of a storm of sign-ins only so many hash at a time, the others have their turn")
  void storm() throws Exception {
    Hashing hashing = hashing(2, 100, Duration.ofMinutes(1));
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(
            threads.submit(
                () ->
                    hashing.run(
                        () -> {
                          int mine = now.incrementAndGet();
                          most.accumulateAndGet(mine, Math::max);
                          return now.decrementAndGet();
                        })));
      }
      for (Future<Integer> one : all) {
        one.get();
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(hashing.hashed()).isEqualTo(50);
    assertThat(hashing.inside()).isZero();
  }

  @Test
  @DisplayName(
      "an unknown user costs one hash, as a known one does, and nobody's password opens it")
  void unknownUsers() {
    Hashing hashing = hashing(1, 0, Duration.ofSeconds(1));
    List<String> compared = new ArrayList<>();
    String[][] cases = {
      {"hash of secret", "hash of wrong", "hash of secret"},
      {"hash of secret", "hash of secret", "hash of secret"},
      {null, "hash of wrong", "hash of nobody"},
      {null, "hash of nobody", "hash of nobody"}
    };
    for (String[] one : cases) {
      long before = hashing.hashed();
      boolean in =
          hashing.matches(
              one[0],
              "hash of nobody",
              hash -> {
                compared.add(hash);
                return hash.equals(one[1]);
              });
      assertThat(in).isEqualTo(one[1].equals(one[0]));
      assertThat(hashing.hashed() - before).isEqualTo(1);
      assertThat(compared).containsExactly(one[2]);
      compared.clear();
    }
  }

  @Test
  @DisplayName(
      "beyond those who may wait, and after its patience, a sign-in gets 503 and Retry-After")
  void refused() throws Exception {
    Hashing hashing = hashing(1, 0, Duration.ofSeconds(7));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        Server server =
            new Server(
                (request, response) -> {
                  if (request.getRequestURI().equals("/sign-in")) {
                    response.setHeader("X-Half", "written");
                    response.getWriter().write(hashing.run(() -> "in"));
                  } else {
                    response.getWriter().write("rest");
                  }
                },
                new HashingFilter())) {
      Future<String> first =
          threads.submit(
              () ->
                  hashing.run(
                      () -> {
                        inside.countDown();
                        try {
                          end.await();
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                        return "in";
                      }));
      inside.await();
      Server.Answer refused = server.get("/sign-in");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("7");
      assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
      assertThat(refused.header("X-Half")).isEmpty();
      assertThat(server.get("/rest").body()).isEqualTo("rest");
      Hashing impatient = hashing(1, 5, Duration.ofMillis(10));
      assertThat(impatient.<Boolean>run(() -> late(impatient))).isTrue();
      end.countDown();
      assertThat(first.get()).isEqualTo("in");
      assertThat(server.get("/sign-in").body()).isEqualTo("in");
      assertThat(hashing.refused()).isEqualTo(1);
    } finally {
      end.countDown();
    }
  }

  /** From inside, the only place is taken. */
  private static boolean late(Hashing hashing) {
    try {
      return hashing.run(() -> false);
    } catch (HashingBusyException e) {
      return true;
    }
  }

  @Test
  @DisplayName("switched off nobody waits, and a fault in hashing gives its place back")
  void off() {
    Hashing hashing = hashing(1, 0, Duration.ofMillis(10));
    assertThatThrownBy(
            () ->
                hashing.run(
                    () -> {
                      throw new IllegalStateException("hash");
                    }))
        .hasMessage("hash");
    assertThat(hashing.run(() -> late(hashing))).isTrue();
    var unused = fixes.switchTo(Set.of());
    assertThat(hashing.run(() -> late(hashing))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1000, concurrent is from 1 to 64",
    "65, 1, 1000, concurrent is from 1 to 64",
    "1, -1, 1000, waiting is from 0",
    "1, 1, 5, patience is from PT0.01S",
    "1, 1, 60001, patience is from PT0.01S"
  })
  @DisplayName("settings that cannot be meant are refused with their range")
  void wrong(int concurrent, int waiting, long patience, String says) {
    assertThatThrownBy(() -> hashing(concurrent, waiting, Duration.ofMillis(patience)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }
}
