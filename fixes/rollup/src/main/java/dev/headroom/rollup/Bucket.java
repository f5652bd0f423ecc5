package dev.headroom.rollup;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A bucket of local time.
 *
 * @param grain its grain
 * @param at an hour's first second of the epoch; else its first local day, in days of the epoch
 */
public record Bucket(Grain grain, long at) implements Comparable<Bucket> {

  /**
   * Its first local day.
   *
   * @return for grains from DAY on
   * @throws IllegalStateException for an hour, which is known by its instant
   */
  public LocalDate day() {
    if (grain == Grain.HOUR) {
      throw new IllegalStateException("an hour is known by its instant: ask hour()");
    }
    return LocalDate.ofEpochDay(at);
  }

  /**
   * When an hour begins.
   *
   * @return for HOUR
   * @throws IllegalStateException for others, whose beginning depends on the zone
   */
  public Instant hour() {
    if (grain != Grain.HOUR) {
      throw new IllegalStateException("a " + grain + " is known by its first day: ask day()");
    }
    return Instant.ofEpochSecond(at);
  }

  @Override
  public int compareTo(Bucket other) {
    int byGrain = grain.compareTo(other.grain);
    return byGrain != 0 ? byGrain : Long.compare(at, other.at);
  }

  /** Such as {@code 2026-03-29} or {@code 2026-03-29T01:00:00Z}. */
  @Override
  public String toString() {
    return grain == Grain.HOUR ? hour().toString() : day().toString();
  }
}
