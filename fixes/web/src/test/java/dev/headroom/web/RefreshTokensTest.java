package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.devservices.DevRedis;
import dev.headroom.web.RefreshRefusedException.Reason;
import io.lettuce.core.RedisClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of refresh tokens, in the process and in Redis alike. */
class RefreshTokensTest {

  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  private static final RefreshOptions OPTIONS =
      new RefreshOptions(
          Duration.ofHours(1), Duration.ofHours(3), Duration.ofSeconds(10), 3, 100_000);
  private static final AtomicInteger SUBJECTS = new AtomicInteger();

  private static DevRedis redis;

  private volatile Instant now = START;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

  enum Where {
    MEMORY,
    REDIS
  }

  @BeforeAll
  static void start() {
    redis = DevRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  private RefreshTokens tokens(Where where, RefreshOptions options) {
    return where == Where.MEMORY
        ? RefreshTokens.inMemory(options, clock)
        : RefreshTokens.inRedis(options, clock, redis.uri());
  }

  private static RefreshOptions grace(Duration grace) {
    return new RefreshOptions(
        OPTIONS.idle(), OPTIONS.longest(), grace, OPTIONS.perSubject(), OPTIONS.mostInMemory());
  }

  private static String somebody() {
    return "subject " + SUBJECTS.incrementAndGet();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private static void refused(RefreshTokens tokens, String token, Reason reason) {
    assertThatThrownBy(() -> tokens.refresh(token))
        .isInstanceOfSatisfying(
            RefreshRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("each refresh gives a token that was never given before, and its subject")
  void rotates(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String subject = somebody();
      List<String> all = new ArrayList<>(List.of(tokens.begin(subject).token()));
      for (int i = 0; i < 20; i++) {
        RefreshTokens.Refresh next = tokens.refresh(all.get(i));
        assertThat(next.subject()).isEqualTo(subject);
        assertThat(next.toString()).doesNotContain(next.token());
        all.add(next.token());
      }
      assertThat(all).doesNotHaveDuplicates();
      assertThat(tokens.refreshed()).isEqualTo(20);
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("a token that comes again ends its whole sign-in, and no other of its subject")
  void replayed(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String subject = somebody();
      String first = tokens.begin(subject).token();
      String other = tokens.begin(subject).token();
      String second = tokens.refresh(first).token();
      pass(OPTIONS.grace());
      assertThatThrownBy(() -> tokens.refresh(first))
          .isInstanceOfSatisfying(
              RefreshRefusedException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.REUSED);
                assertThat(e.subject()).isEqualTo(subject);
                assertThat(e).hasMessageNotContaining(first).hasMessageNotContaining(subject);
              });
      refused(tokens, second, Reason.UNKNOWN);
      refused(tokens, first, Reason.UNKNOWN);
      assertThat(tokens.refresh(other).subject()).isEqualTo(subject);
      assertThat(tokens.reused()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("a client that refreshes many times at once gets one and the same next token")
  void atOnce(Where where) throws Exception {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String token = tokens.begin(somebody()).token();
      Set<String> given = ConcurrentHashMap.newKeySet();
      atOnce(20, () -> given.add(tokens.refresh(token).token()));
      assertThat(given).hasSize(1);
      pass(OPTIONS.grace().minusMillis(1));
      assertThat(given).as("an answer that was lost").contains(tokens.refresh(token).token());
      tokens.refresh(given.iterator().next());
      refused(tokens, token, Reason.REUSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("without a grace one of many at once has the next token, and then its sign-in ends")
  void oneOnly(Where where) throws Exception {
    try (RefreshTokens here = tokens(where, grace(Duration.ZERO));
        RefreshTokens there = where == Where.MEMORY ? here : tokens(where, grace(Duration.ZERO))) {
      String token = here.begin(somebody()).token();
      Set<String> given = ConcurrentHashMap.newKeySet();
      AtomicInteger reused = new AtomicInteger();
      AtomicInteger turn = new AtomicInteger();
      atOnce(
          20,
          () -> {
            try {
              RefreshTokens mine = turn.incrementAndGet() % 2 == 0 ? here : there;
              given.add(mine.refresh(token).token());
            } catch (RefreshRefusedException e) {
              reused.addAndGet(e.reason() == Reason.REUSED ? 1 : 0);
            }
            return null;
          });
      assertThat(given).hasSize(1);
      assertThat(reused).hasValue(1);
      refused(there, given.iterator().next(), Reason.UNKNOWN);
    }
  }

  private static void atOnce(int threads, Callable<?> task) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(threads);
    try (ExecutorService pool = Executors.newThreadPerTaskExecutor(r -> new Thread(r, "tab"))) {
      List<Future<Object>> all =
          IntStream.range(0, threads)
              .mapToObj(
                  i ->
                      pool.<Object>submit(
                          () -> {
                            barrier.await();
                            return task.call();
                          }))
              .toList();
      for (Future<Object> one : all) {
        one.get();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("unused it ends after the idle time, used after the longest time all the same")
  void ends(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      RefreshTokens.Refresh unused = tokens.begin(somebody());
      RefreshTokens.Refresh used = tokens.begin(somebody());
      assertThat(unused.ends()).isEqualTo(START.plus(OPTIONS.idle()));
      for (int i = 0; i < 5; i++) {
        pass(Duration.ofMinutes(30));
        used = tokens.refresh(used.token());
      }
      refused(tokens, unused.token(), Reason.UNKNOWN);
      assertThat(used.ends()).isEqualTo(START.plus(OPTIONS.longest()));
      String last = used.token();
      now = START.plus(OPTIONS.longest()).minusMillis(1);
      String end = tokens.refresh(last).token();
      now = START.plus(OPTIONS.longest());
      refused(tokens, end, Reason.UNKNOWN);
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("signing out ends one sign-in with any of its tokens, or all of a subject")
  void signsOut(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String subject = somebody();
      String one = tokens.begin(subject).token();
      String two = tokens.begin(subject).token();
      String three = tokens.begin(subject).token();
      String other = tokens.begin(somebody()).token();
      String next = tokens.refresh(one).token();
      tokens.end(one);
      tokens.end(one);
      refused(tokens, next, Reason.UNKNOWN);
      two = tokens.refresh(two).token();
      tokens.endAll(subject);
      refused(tokens, two, Reason.UNKNOWN);
      refused(tokens, three, Reason.UNKNOWN);
      assertThat(tokens.refresh(other).token()).isNotEqualTo(other);
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("beyond a subject's sign-ins the one refreshed longest ago ends")
  void perSubject(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String subject = somebody();
      String first = tokens.begin(subject).token();
      pass(Duration.ofSeconds(1));
      String second = tokens.begin(subject).token();
      pass(Duration.ofSeconds(1));
      String third = tokens.begin(subject).token();
      pass(Duration.ofSeconds(1));
      first = tokens.refresh(first).token();
      pass(Duration.ofSeconds(1));
      String fourth = tokens.begin(subject).token();
      refused(tokens, second, Reason.UNKNOWN);
      for (String alive : List.of(first, third, fourth)) {
        tokens.refresh(alive);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("so it is with one whose longest time is nearly over; and what has ended goes first")
  void perSubjectAtItsEnd(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String subject = somebody();
      String old = tokens.begin(subject).token();
      for (int i = 0; i < 4; i++) {
        pass(Duration.ofMinutes(30));
        old = tokens.refresh(old).token();
      }
      pass(Duration.ofMinutes(10));
      String second = tokens.begin(subject).token();
      pass(Duration.ofMinutes(1));
      String third = tokens.begin(subject).token();
      pass(Duration.ofMinutes(39));
      old = tokens.refresh(old).token(); // good for 10 min more, the others for 20
      String fourth = tokens.begin(subject).token();
      refused(tokens, second, Reason.UNKNOWN);
      third = tokens.refresh(third).token();
      pass(Duration.ofMinutes(10));
      refused(tokens, old, Reason.UNKNOWN);
      String fifth = tokens.begin(subject).token();
      for (String alive : List.of(third, fourth, fifth)) {
        tokens.refresh(alive);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  @DisplayName("what is no token is refused; a token of one's family made up ends the sign-in")
  void abuse(Where where) {
    try (RefreshTokens tokens = tokens(where, OPTIONS)) {
      String mine = tokens.begin(somebody()).token();
      String others = tokens.begin(somebody()).token();
      String[] parts = mine.split("\\.", -1);
      for (String wrong :
          List.of(
              "",
              ".",
              mine + "x",
              " " + mine,
              mine + "\n",
              mine.replace('.', ':'),
              parts[1] + "." + parts[0],
              "x".repeat(1_000_000),
              "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.",
              parts[0] + "\u0000." + parts[1],
              "A".repeat(22) + "." + parts[1])) {
        refused(tokens, wrong, Reason.UNKNOWN);
        tokens.end(wrong);
      }
      String next = tokens.refresh(mine).token();
      refused(tokens, parts[0] + "." + others.split("\\.", -1)[1], Reason.REUSED);
      refused(tokens, next, Reason.UNKNOWN);
      assertThat(tokens.refresh(others).token()).isNotEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> tokens.begin(""));
      assertThatIllegalArgumentException().isThrownBy(() -> tokens.begin("x".repeat(1_001)));
    }
  }

  @Test
  @DisplayName("what Redis holds makes no token, and all of it expires")
  void atRest() {
    try (RefreshTokens tokens = tokens(Where.REDIS, OPTIONS)) {
      String subject = somebody();
      String token = tokens.refresh(tokens.begin(subject).token()).token();
      RedisClient client = RedisClient.create(redis.uri());
      try (var connection = client.connect()) {
        var all = connection.sync().keys("{headroom:refresh}:*");
        assertThat(all).isNotEmpty();
        StringBuilder held = new StringBuilder();
        for (String key : all) {
          assertThat(connection.sync().pttl(key)).as(key).isPositive();
          held.append(key).append('\n');
          if (key.contains(":f:")) {
            held.append(connection.sync().hgetall(key)).append('\n');
          }
        }
        for (String part : token.split("\\.", -1)) {
          assertThat(held.toString()).doesNotContain(part);
        }
        tokens.endAll(subject);
        assertThat(connection.sync().keys("*" + Etags.hash(subject))).isEmpty();
      } finally {
        client.shutdown();
      }
    }
  }

  @Test
  @DisplayName(
      "R1: without Redis nobody is refreshed and nothing is revoked; it heals, and emptied it knows none")
  void outage() {
    int port = DevRedis.freePort();
    DevRedis first = DevRedis.startOn(port);
    try (RefreshTokens tokens = RefreshTokens.inRedis(OPTIONS, clock, first.uri())) {
      String token = tokens.begin(somebody()).token();
      first.process().destroyForcibly();
      first.close();
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> tokens.refresh(token))
            .isInstanceOf(RefreshUnavailableException.class);
      }
      try (DevRedis empty = DevRedis.startOn(port)) {
        assertThat(empty.port()).isEqualTo(port);
        Reason reason = null;
        for (long end = System.nanoTime() + 10_000_000_000L;
            reason == null && System.nanoTime() < end; ) {
          try {
            tokens.refresh(token);
          } catch (RefreshRefusedException e) {
            reason = e.reason();
          } catch (RefreshUnavailableException e) {
            Thread.onSpinWait();
          }
        }
        assertThat(reason).isEqualTo(Reason.UNKNOWN);
      }
    }
  }

  @Test
  @DisplayName("a refresh that Redis did not answer in time may be tried again with the same token")
  void hung() throws Exception {
    try (DevRedis own = DevRedis.start();
        RefreshTokens tokens = RefreshTokens.inRedis(OPTIONS, clock, own.uri())) {
      String token = tokens.refresh(tokens.begin(somebody()).token()).token();
      signal("STOP", own);
      assertThatThrownBy(() -> tokens.refresh(token))
          .isInstanceOf(RefreshUnavailableException.class);
      signal("CONT", own);
      String next = tokens.refresh(token).token();
      assertThat(tokens.refresh(next).token()).isNotEqualTo(next);
    }
  }

  private static void signal(String name, DevRedis redis) throws Exception {
    String process = Long.toString(redis.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
  }

  @Test
  @DisplayName("the process forgets what has ended, and never holds more than it may")
  void bounded() {
    RefreshMemory memory =
        new RefreshMemory(
            new RefreshOptions(
                Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ZERO, 1_000, 100));
    for (int i = 0; i < 1_000; i++) {
      memory.begin("f" + i, "s" + i, "h", i);
    }
    assertThat(memory.size()).isEqualTo("100 of 100");
    memory.begin("f", "s", "h", 1_000_000);
    assertThat(memory.size()).isEqualTo("1 of 1");
  }

  @Test
  @DisplayName("settings that cannot be meant are refused with their range")
  void settings() {
    Duration day = Duration.ofDays(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RefreshOptions(Duration.ZERO, day, Duration.ZERO, 1, 100))
        .withMessageContaining("idle is from PT1M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RefreshOptions(day, day.minusMillis(1), Duration.ZERO, 1, 100))
        .withMessageContaining("longest is from PT24H");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RefreshOptions(day, day, Duration.ofSeconds(61), 1, 100))
        .withMessageContaining("grace is from PT0S to PT1M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RefreshOptions(day, day, Duration.ZERO, 0, 100))
        .withMessageContaining("per-subject");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RefreshOptions(day, day, Duration.ZERO, 1, 99))
        .withMessageContaining("most-in-memory");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RefreshTokens.inRedis(OPTIONS, clock, "nowhere"))
        .withMessageContaining("redis-url cannot be read");
  }
}
