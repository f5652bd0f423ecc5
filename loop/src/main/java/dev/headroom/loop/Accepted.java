package dev.headroom.loop;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A finding that is "true but fine": known, meant, and not to be shown until it expires or grows.
 *
 * @param finding the finding's id, for example {@code n-plus-one-3fa91c02}
 * @param reason why it is fine, in the words of who accepted it; not blank
 * @param until last day on which it is accepted
 * @param share the finding's share of all time when it was accepted, 0..1; it comes back when its
 *     share is above 1.5 times that and above by at least 0.01
 */
public record Accepted(String finding, String reason, LocalDate until, double share) {

  /** Refuses an acceptance without reason, or with a share that no finding has. */
  public Accepted {
    Objects.requireNonNull(until, "until");
    if (finding.isBlank()) {
      throw new IllegalArgumentException(
          "an accepted finding needs its id, such as n-plus-one-3fa91c02");
    }
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "the accepted finding " + finding + " needs a reason: why is it fine?");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "the accepted finding " + finding + " has share " + share + "; write 0..1, such as 0.04");
    }
  }
}
