package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;

/** An application was in front, from its start to its end. */
@Entity
class AppEpisode {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @SuppressWarnings("UnusedVariable") // asked for by queries
  private long userId;

  private long deviceId;

  @ManyToOne(fetch = FetchType.LAZY)
  private Application application;

  private Instant startedAt;
  private Instant endedAt;

  @SuppressWarnings("NullAway.Init")
  protected AppEpisode() {}

  long deviceId() {
    return deviceId;
  }

  Application application() {
    return application;
  }

  Instant startedAt() {
    return startedAt;
  }

  Instant endedAt() {
    return endedAt;
  }
}
