package dev.headroom.web;

import dev.headroom.loop.Fixes;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hashes some passwords at a time. A hash is made to keep a processor busy for a while: a storm of
 * sign-ins would take all of them from everybody who is signed in. Those beyond wait in the order
 * in which they came, for a while; then they are refused, and their client is told when to try
 * again.
 */
public final class Hashing {

  private final HashingOptions options;
  private final Fixes fixes;
  private final Semaphore places;
  private final AtomicInteger inside = new AtomicInteger();
  private final LongAdder hashed = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /**
   * A bound.
   *
   * @param options how many
   * @param fixes has {@link WebFixes#HASHING}
   */
  public Hashing(HashingOptions options, Fixes fixes) {
    this.options = options;
    this.fixes = fixes;
    this.places = new Semaphore(options.concurrent(), true);
  }

  /**
   * Hashes or compares.
   *
   * @param work what keeps a processor busy
   * @param <T> its outcome
   * @return the outcome
   * @throws HashingBusyException if its turn did not come in time
   */
  public <T> T run(Supplier<T> work) {
    if (!fixes.isOn(WebFixes.HASHING.id())) {
      hashed.increment();
      return work.get();
    }
    enter();
    try {
      hashed.increment();
      return work.get();
    } finally {
      places.release();
      inside.decrementAndGet();
    }
  }

  /**
   * Compares a password so that an unknown user costs what a known one does, one hash: the time of
   * the answer does not tell who has an account.
   *
   * @param stored the user's hash; null if there is no such user
   * @param nobodys a hash of any password, made in the way in which the users' are
   * @param matches compares the password with a hash
   * @return whether there is such a user, and the password is theirs
   * @throws HashingBusyException if its turn did not come in time
   */
  public boolean matches(@Nullable String stored, String nobodys, Predicate<String> matches) {
    boolean same = run(() -> matches.test(stored == null ? nobodys : stored));
    return stored != null && same;
  }

  private void enter() {
    boolean entered = false;
    if (inside.incrementAndGet() <= options.concurrent() + options.waiting()) {
      try {
        entered = places.tryAcquire(options.patience().toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!entered) {
      inside.decrementAndGet();
      refused.increment();
      throw new HashingBusyException(Math.max(1, options.patience().toSeconds()));
    }
  }

  /**
   * Passwords hashed or compared since the start.
   *
   * @return 0 or more
   */
  public long hashed() {
    return hashed.sum();
  }

  /**
   * Sign-ins refused because their turn did not come in time.
   *
   * @return 0 or more
   */
  public long refused() {
    return refused.sum();
  }

  /**
   * How many hash or wait now.
   *
   * @return 0 or more
   */
  public int inside() {
    return inside.get();
  }
}
