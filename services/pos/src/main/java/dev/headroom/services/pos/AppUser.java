package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** An account. */
@Entity
class AppUser {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private @Nullable Long restaurantId;
  private String email;
  private String passwordHash;
  private String name;

  @Enumerated(EnumType.STRING)
  private Role role;

  private boolean active;

  @SuppressWarnings("NullAway.Init")
  protected AppUser() {}

  long id() {
    return id;
  }

  @Nullable Long restaurantId() {
    return restaurantId;
  }

  String email() {
    return email;
  }

  String passwordHash() {
    return passwordHash;
  }

  String name() {
    return name;
  }

  Role role() {
    return role;
  }

  boolean active() {
    return active;
  }

  void setActive(boolean active) {
    this.active = active;
  }
}
