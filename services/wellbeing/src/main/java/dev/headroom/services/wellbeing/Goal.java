package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** What a user wants of each day. */
@Entity
class Goal {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private long userId;

  @Enumerated(EnumType.STRING)
  private GoalKind kind;

  @ManyToOne(fetch = FetchType.LAZY)
  private @Nullable Application application;

  private int target;

  @SuppressWarnings("NullAway.Init")
  protected Goal() {}

  Goal(long userId, GoalKind kind, @Nullable Application application, int target) {
    this.userId = userId;
    this.kind = kind;
    this.application = application;
    this.target = target;
  }

  long id() {
    return id;
  }

  long userId() {
    return userId;
  }

  GoalKind kind() {
    return kind;
  }

  @Nullable Application application() {
    return application;
  }

  int target() {
    return target;
  }

  void setTarget(int target) {
    this.target = target;
  }
}
