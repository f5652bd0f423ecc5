package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** A phone of a user. */
@Entity
class Device {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private long userId;
  private String name;
  private boolean screenLock;

  @SuppressWarnings("NullAway.Init")
  protected Device() {}

  Device(long userId, String name, boolean screenLock) {
    this.userId = userId;
    this.name = name;
    this.screenLock = screenLock;
  }

  long id() {
    return id;
  }

  long userId() {
    return userId;
  }

  String name() {
    return name;
  }

  boolean screenLock() {
    return screenLock;
  }

  void setScreenLock(boolean screenLock) {
    this.screenLock = screenLock;
  }
}
