package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;

/** A screen went on or off, was locked or unlocked. */
@Entity
class ScreenEvent {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @SuppressWarnings("UnusedVariable") // asked for by queries
  private long userId;

  private long deviceId;
  private Instant at;

  @Enumerated(EnumType.STRING)
  private ScreenState state;

  @SuppressWarnings("NullAway.Init")
  protected ScreenEvent() {}

  long deviceId() {
    return deviceId;
  }

  Instant at() {
    return at;
  }

  ScreenState state() {
    return state;
  }
}
