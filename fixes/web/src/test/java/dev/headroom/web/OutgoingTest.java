package dev.headroom.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.loop.Fixes;
import dev.headroom.web.OutgoingException.Reason;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OutgoingTest {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(400);

  private final Fixes fixes = new Fixes(List.of(WebFixes.OUTGOING));

  OutgoingTest() {
    var unused = fixes.switchTo(Set.of("outgoing-calls"));
  }

  private static OutgoingOptions options(
      Stub stub, Duration timeout, Duration reset, int concurrent, int retries) {
    return new OutgoingOptions(
        "pay", List.of(stub.host()), timeout, 3, reset, concurrent, retries, Duration.ofMillis(2));
  }

  private Outgoing outgoing(OutgoingOptions options) {
    return new Outgoing(List.of(options), 0.1, fixes);
  }

  private static HttpResponse<String> send(Outgoing outgoing, Stub stub, String method)
      throws IOException, InterruptedException {
    return outgoing.send(
        HTTP,
        HttpRequest.newBuilder(stub.uri())
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static Reason refused(Outgoing outgoing, Stub stub) {
    try {
      send(outgoing, stub, "POST");
      throw new AssertionError("it was called");
    } catch (OutgoingException e) {
      return e.reason();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static OutgoingStats stats(Outgoing outgoing) {
    return Objects.requireNonNull(outgoing.stats().get("pay"));
  }

  @ParameterizedTest
  @EnumSource(names = {"HANG", "RESET", "ERROR", "SLOW_BODY"})
  @DisplayName("F7: whatever way it fails, the breaker opens after so many and calls it no more")
  void opens(Stub.Mode mode) throws Exception {
    boolean hangs = mode == Stub.Mode.HANG || mode == Stub.Mode.SLOW_BODY;
    try (Stub stub = new Stub(mode);
        Outgoing outgoing = outgoing(options(stub, hangs ? SHORT : LONG, LONG, 10, 0))) {
      for (int i = 0; i < 3; i++) {
        if (mode == Stub.Mode.ERROR) {
          assertThat(send(outgoing, stub, "POST").statusCode()).isEqualTo(500);
        } else {
          assertThatThrownBy(() -> send(outgoing, stub, "POST")).isInstanceOf(IOException.class);
        }
      }
      assertThat(stats(outgoing).state()).isEqualTo("open");
      for (int i = 0; i < 5; i++) {
        assertThat(refused(outgoing, stub)).isEqualTo(Reason.OPEN);
      }
      assertThat(stub.requests).hasValueLessThanOrEqualTo(3);
      assertThat(stats(outgoing).refused()).isEqualTo(5);
      assertThat(stats(outgoing).late()).isEqualTo(hangs ? 3 : 0);
    }
  }

  @Test
  @DisplayName("calls that are still under way past their deadline open the breaker too")
  void inFlight() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Stub stub = new Stub(Stub.Mode.OK);
        Outgoing outgoing = outgoing(options(stub, SHORT, LONG, 10, 0));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reason>> hanging = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        hanging.add(threads.submit(() -> deaf(outgoing, end)));
      }
      for (Future<Reason> one : hanging) {
        assertThat(one.get()).isEqualTo(Reason.LATE);
      }
      assertThat(stats(outgoing).underWay()).as("they have not ended").isEqualTo(3);
      assertThat(stats(outgoing).state()).isEqualTo("open");
      assertThat(refused(outgoing, stub)).isEqualTo(Reason.OPEN);
    } finally {
      end.countDown();
    }
  }

  /** A call that hears no interrupt. */
  private static Reason deaf(Outgoing outgoing, CountDownLatch end) throws Exception {
    try {
      return outgoing.call(
          "pay",
          false,
          () -> {
            while (end.getCount() > 0) {
              try {
                end.await();
              } catch (InterruptedException e) {
                // as a read from a socket does
              }
            }
            return Reason.OPEN;
          },
          answer -> false);
    } catch (OutgoingException e) {
      return e.reason();
    }
  }

  @Test
  @DisplayName(
      "after the reset one call tries; its success closes the breaker, its failure does not")
  void resets() throws Exception {
    try (Stub stub = new Stub(Stub.Mode.ERROR);
        Outgoing outgoing = outgoing(options(stub, LONG, SHORT, 10, 0))) {
      for (int i = 0; i < 3; i++) {
        send(outgoing, stub, "POST");
      }
      assertThat(stats(outgoing).state()).isEqualTo("open");
      tried(outgoing, stub, 500);
      assertThat(stats(outgoing).state()).isEqualTo("open");
      stub.mode = Stub.Mode.OK;
      tried(outgoing, stub, 200);
      assertThat(stats(outgoing).state()).isEqualTo("closed");
      assertThat(send(outgoing, stub, "POST").body()).isEqualTo("ok");
    }
  }

  /** Calls until one gets through. */
  private static void tried(Outgoing outgoing, Stub stub, int status) throws Exception {
    while (true) {
      try {
        assertThat(send(outgoing, stub, "POST").statusCode()).isEqualTo(status);
        return;
      } catch (OutgoingException e) {
        assertThat(e.reason()).isEqualTo(Reason.OPEN);
      }
    }
  }

  @Test
  @DisplayName("a call that is late but hears no interrupt keeps its place until it has ended")
  void bulkhead() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Stub stub = new Stub(Stub.Mode.OK);
        Outgoing outgoing = outgoing(options(stub, Duration.ofSeconds(2), LONG, 2, 0))) {
      assertThat(deaf(outgoing, end)).isEqualTo(Reason.LATE);
      assertThat(deaf(outgoing, end)).isEqualTo(Reason.LATE);
      assertThat(refused(outgoing, stub)).isEqualTo(Reason.BUSY);
      assertThat(stub.requests).hasValue(0);
      end.countDown();
      while (stats(outgoing).underWay() > 0) {
        Thread.onSpinWait();
      }
      assertThat(send(outgoing, stub, "POST").body()).isEqualTo("ok");
    }
  }

  @Test
  @DisplayName("a GET is tried again after a failure, a POST never")
  void retries() throws Exception {
    try (Stub stub = new Stub(Stub.Mode.OK);
        Outgoing outgoing = outgoing(options(stub, LONG, LONG, 10, 2))) {
      stub.once(Stub.Mode.ERROR);
      stub.once(Stub.Mode.ERROR);
      assertThat(send(outgoing, stub, "GET").body()).isEqualTo("ok");
      assertThat(stub.requests).hasValue(3);
      stub.once(Stub.Mode.ERROR);
      assertThat(send(outgoing, stub, "POST").statusCode()).isEqualTo(500);
      assertThat(stub.requests).hasValue(4);
      assertThat(stats(outgoing).retries()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("all dependencies together retry within one budget: ten, and a tenth of the calls")
  void budget() throws Exception {
    try (Stub one = new Stub(Stub.Mode.ERROR);
        Stub two = new Stub(Stub.Mode.ERROR);
        Outgoing outgoing =
            new Outgoing(List.of(often("one", one), often("two", two)), 0.1, fixes)) {
      for (int i = 0; i < 50; i++) {
        send(outgoing, i % 2 == 0 ? one : two, "GET");
      }
      int retries = one.requests.get() + two.requests.get() - 50;
      assertThat(retries).isBetween(14, 15);
      assertThat(outgoing.stats().values().stream().mapToLong(OutgoingStats::unretried).sum())
          .isPositive();
    }
  }

  private static OutgoingOptions often(String name, Stub stub) {
    return new OutgoingOptions(
        name, List.of(stub.host()), LONG, 100, LONG, 10, 2, Duration.ofMillis(1));
  }

  @Test
  @DisplayName(
      "a fault of the caller's own code opens nothing, and a success ends a row of failures")
  void ownFaults() throws Exception {
    try (Stub stub = new Stub(Stub.Mode.OK);
        Outgoing outgoing = outgoing(options(stub, LONG, LONG, 10, 0))) {
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(
                () ->
                    outgoing.call(
                        "pay",
                        true,
                        () -> {
                          throw new IllegalStateException("mine");
                        },
                        answer -> false))
            .hasMessage("mine");
        stub.once(i % 3 == 2 ? Stub.Mode.OK : Stub.Mode.ERROR);
        send(outgoing, stub, "POST");
      }
      assertThat(stats(outgoing).state()).isEqualTo("closed");
      assertThat(stats(outgoing).underWay()).isZero();
    }
  }

  @Test
  @DisplayName("switched off, or to a host that is not declared, calls are made as they are")
  void off() throws Exception {
    try (Stub stub = new Stub(Stub.Mode.ERROR);
        Stub other = new Stub(Stub.Mode.ERROR);
        Outgoing outgoing = outgoing(options(stub, LONG, LONG, 10, 2))) {
      for (int i = 0; i < 5; i++) {
        send(outgoing, other, "GET");
      }
      var unused = fixes.switchTo(Set.of());
      for (int i = 0; i < 5; i++) {
        send(outgoing, stub, "GET");
      }
      assertThat(stub.requests.get() + other.requests.get()).isEqualTo(10);
      assertThat(stats(outgoing).tries()).isZero();
      assertThatThrownBy(() -> outgoing.call("pai", true, () -> 1, answer -> false))
          .hasMessageContaining("did you mean pay");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Pay, a, 30000, 5, 60000, 20, 2, 100, a dependency's name is lower case",
    "pay, http://a, 30000, 5, 60000, 20, 2, 100, hosts has names of hosts",
    "pay, a:0, 30000, 5, 60000, 20, 2, 100, hosts has names of hosts",
    "pay, a, 5, 5, 60000, 20, 2, 100, timeout is from",
    "pay, a, 30000, 0, 60000, 20, 2, 100, failures is from 1 to 100",
    "pay, a, 30000, 5, 5, 20, 2, 100, reset is from",
    "pay, a, 30000, 5, 60000, 0, 2, 100, concurrent is from 1",
    "pay, a, 30000, 5, 60000, 20, 6, 100, retries is from 0 to 5",
    "pay, a, 30000, 5, 60000, 20, 2, 20000, backoff is from",
    "pay, a, 1000, 5, 60000, 20, 2, 1000, leaves no time for a retry"
  })
  @DisplayName("settings that cannot be meant are refused with their range")
  void wrong(
      String name,
      String host,
      long timeout,
      int failures,
      long reset,
      int concurrent,
      int retries,
      long backoff,
      String says) {
    assertThatThrownBy(
            () ->
                new OutgoingOptions(
                    name,
                    List.of(host),
                    Duration.ofMillis(timeout),
                    failures,
                    Duration.ofMillis(reset),
                    concurrent,
                    retries,
                    Duration.ofMillis(backoff)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }

  @Test
  @DisplayName("the defaults are F7's: 5 failures, 30 s for a call, 60 s until the next try")
  void defaults() {
    OutgoingOptions options = OutgoingOptions.of("pay");
    assertThat(options.failures()).isEqualTo(5);
    assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(options.reset()).isEqualTo(Duration.ofSeconds(60));
    assertThatThrownBy(() -> new Outgoing(List.of(options, options), 0.1, fixes))
        .hasMessageContaining("two dependencies");
    assertThatThrownBy(() -> new Outgoing(List.of(options), 1.1, fixes))
        .hasMessageContaining("retry-share is from 0 to 1");
  }
}
