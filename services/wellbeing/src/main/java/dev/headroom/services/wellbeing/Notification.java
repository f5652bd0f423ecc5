package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;

/** An application told its user something. */
@Entity
class Notification {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @SuppressWarnings("UnusedVariable") // asked for by queries
  private long userId;

  private long deviceId;

  @ManyToOne(fetch = FetchType.LAZY)
  private Application application;

  private Instant postedAt;

  @SuppressWarnings("NullAway.Init")
  protected Notification() {}

  long deviceId() {
    return deviceId;
  }

  Application application() {
    return application;
  }

  Instant postedAt() {
    return postedAt;
  }
}
