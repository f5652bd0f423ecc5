package dev.headroom.web;

import java.time.Duration;

/**
 * How long a sign-in goes on by refresh tokens.
 *
 * @param idle a refresh token that is not used for so long ends; 1 min to 90 days, default 14 days
 * @param longest a sign-in ends after that, however often it was refreshed; idle to 400 days,
 *     default 90 days
 * @param grace for how long the token before the last one still gives that last one: for clients
 *     that refresh twice at once, or whose answer was lost; 0 (never) to 60 s, default 10 s
 * @param perSubject most sign-ins of one subject, beyond it the one that was refreshed longest ago
 *     ends; 1 to 1,000, default 20
 * @param mostInMemory most sign-ins that are known without Redis, about 500 bytes each; 100 to 10
 *     million, default 100,000. Beyond it the one that was refreshed longest ago ends
 */
public record RefreshOptions(
    Duration idle, Duration longest, Duration grace, int perSubject, int mostInMemory) {

  /** The defaults. */
  public static final RefreshOptions DEFAULT =
      new RefreshOptions(
          Duration.ofDays(14), Duration.ofDays(90), Duration.ofSeconds(10), 20, 100_000);

  /** Checks the values. */
  public RefreshOptions {
    within("idle", idle, Duration.ofMinutes(1), Duration.ofDays(90));
    within("longest", longest, idle, Duration.ofDays(400));
    within("grace", grace, Duration.ZERO, Duration.ofMinutes(1));
    if (perSubject < 1 || perSubject > 1_000) {
      throw new IllegalArgumentException("per-subject is from 1 to 1,000, was " + perSubject);
    }
    if (mostInMemory < 100 || mostInMemory > 10_000_000) {
      throw new IllegalArgumentException(
          "most-in-memory is from 100 to 10,000,000, was " + mostInMemory);
    }
  }

  private static void within(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          name + " is from " + least + " to " + most + ", was " + value);
    }
  }
}
