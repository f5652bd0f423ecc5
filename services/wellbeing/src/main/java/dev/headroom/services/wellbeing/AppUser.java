package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** An account. */
@Entity
class AppUser {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private String email;
  private String passwordHash;
  private String name;

  @Enumerated(EnumType.STRING)
  private Role role;

  private String timeZone;
  private int retentionDays;
  private boolean sharesData;

  @SuppressWarnings("NullAway.Init")
  protected AppUser() {}

  long id() {
    return id;
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

  String timeZone() {
    return timeZone;
  }

  int retentionDays() {
    return retentionDays;
  }

  boolean sharesData() {
    return sharesData;
  }

  void change(String name, String timeZone, int retentionDays, boolean sharesData) {
    this.name = name;
    this.timeZone = timeZone;
    this.retentionDays = retentionDays;
    this.sharesData = sharesData;
  }
}
