package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;

/** A time in which its user did not want to be disturbed. It belongs to the day it began. */
@Entity
class FocusSession {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @SuppressWarnings("UnusedVariable") // asked for by queries
  private long userId;

  private Instant startedAt;
  private Instant endedAt;
  private int plannedMinutes;
  private boolean completed;

  @SuppressWarnings("NullAway.Init")
  protected FocusSession() {}

  Instant startedAt() {
    return startedAt;
  }

  Instant endedAt() {
    return endedAt;
  }

  int plannedMinutes() {
    return plannedMinutes;
  }

  boolean completed() {
    return completed;
  }
}
