package dev.headroom.web;

import dev.headroom.web.OutgoingException.Reason;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One service that is called; see {@link Outgoing}. */
final class Dependency {

  private final OutgoingOptions options;
  private final RetryBudget budget;
  private final ExecutorService threads;
  private final CircuitBreaker breaker;
  private final Bulkhead places;
  private final IntervalFunction pauses;
  private final LongAdder tries = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder busy = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder unretried = new LongAdder();

  Dependency(OutgoingOptions options, RetryBudget budget, ExecutorService threads) {
    this.options = options;
    this.budget = budget;
    this.threads = threads;
    this.breaker =
        CircuitBreaker.of(
            options.name(),
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(options.failures())
                .minimumNumberOfCalls(options.failures())
                .failureRateThreshold(100)
                .waitDurationInOpenState(options.reset())
                .permittedNumberOfCallsInHalfOpenState(1)
                .build());
    this.places =
        Bulkhead.of(
            options.name(),
            BulkheadConfig.custom().maxConcurrentCalls(options.concurrent()).build());
    this.pauses = IntervalFunction.ofExponentialRandomBackoff(options.backoff(), 2, 0.5);
  }

  <T> T call(boolean repeatable, Callable<T> call, Predicate<T> failed) throws Exception {
    long end = System.nanoTime() + options.timeout().toNanos();
    budget.called();
    for (int attempt = 1; ; attempt++) {
      T answer = null;
      Exception failure = null;
      try {
        answer = once(call, failed, end);
        if (!failed.test(answer)) {
          return answer;
        }
      } catch (OutgoingException e) {
        throw e;
      } catch (IOException | UncheckedIOException e) {
        failure = e;
      }
      if (!repeatable || !again(attempt, end)) {
        if (failure != null) {
          throw failure;
        }
        return java.util.Objects.requireNonNull(answer);
      }
    }
  }

  /** Waits for the next attempt, if there is one. */
  private boolean again(int attempt, long end) throws InterruptedException {
    long pause = TimeUnit.MILLISECONDS.toNanos(pauses.apply(attempt));
    if (attempt > options.retries() || pause >= end - System.nanoTime()) {
      return false;
    }
    if (!budget.take()) {
      unretried.increment();
      return false;
    }
    boolean never = new Semaphore(0).tryAcquire(pause, TimeUnit.NANOSECONDS);
    retries.increment();
    return !never;
  }

  private <T> T once(Callable<T> call, Predicate<T> failed, long end) throws Exception {
    if (!breaker.tryAcquirePermission()) {
      refused.increment();
      throw new OutgoingException(
          Reason.OPEN,
          options.name()
              + " is not called: its last "
              + options.failures()
              + " calls failed; one is tried each "
              + options.reset());
    }
    if (!places.tryAcquirePermission()) {
      breaker.releasePermission();
      busy.increment();
      throw new OutgoingException(
          Reason.BUSY,
          options.name() + " is not called: " + options.concurrent() + " calls are under way");
    }
    tries.increment();
    long start = System.nanoTime();
    FutureTask<T> task = new FutureTask<>(() -> placed(call));
    threads.execute(task);
    try {
      T answer = task.get(end - start, TimeUnit.NANOSECONDS);
      ended(start, failed.test(answer) ? new IOException("a failed answer") : null);
      return answer;
    } catch (TimeoutException e) {
      task.cancel(true);
      late.increment();
      ended(start, e);
      throw new OutgoingException(
          Reason.LATE, options.name() + " has not answered within " + options.timeout());
    } catch (ExecutionException e) {
      throw thrown(start, e.getCause());
    } catch (InterruptedException e) {
      task.cancel(true);
      breaker.releasePermission();
      throw e;
    }
  }

  private <T> T placed(Callable<T> call) throws Exception {
    try {
      return call.call();
    } finally {
      places.onComplete();
    }
  }

  private void ended(long start, @Nullable Throwable failure) {
    long took = System.nanoTime() - start;
    if (failure == null) {
      breaker.onSuccess(took, TimeUnit.NANOSECONDS);
    } else {
      failures.increment();
      breaker.onError(took, TimeUnit.NANOSECONDS, failure);
    }
  }

  /** What is no failure of the connection says nothing of the other side. */
  private Exception thrown(long start, @Nullable Throwable cause) {
    if (cause instanceof IOException || cause instanceof UncheckedIOException) {
      ended(start, cause);
    } else {
      breaker.releasePermission();
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
  }

  OutgoingStats stats() {
    return new OutgoingStats(
        tries.sum(),
        failures.sum(),
        late.sum(),
        refused.sum(),
        busy.sum(),
        retries.sum(),
        unretried.sum(),
        options.concurrent() - places.getMetrics().getAvailableConcurrentCalls(),
        breaker.getState().name().toLowerCase(Locale.ROOT));
  }
}
