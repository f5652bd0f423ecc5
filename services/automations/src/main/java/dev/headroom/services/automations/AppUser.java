package dev.headroom.services.automations;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.List;

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

  private boolean active;
  private boolean verified;
  private long createdAt;

  @OneToMany(mappedBy = "user")
  private List<UserAutomation> automations = List.of();

  @SuppressWarnings("NullAway.Init")
  protected AppUser() {}

  AppUser(String email, String passwordHash, String name, long createdAt) {
    this.email = email;
    this.passwordHash = passwordHash;
    this.name = name;
    this.role = Role.USER;
    this.active = true;
    this.createdAt = createdAt;
  }

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

  boolean active() {
    return active;
  }

  boolean verified() {
    return verified;
  }

  long createdAt() {
    return createdAt;
  }

  List<UserAutomation> automations() {
    return automations;
  }

  void rename(String name) {
    this.name = name;
  }

  void verify() {
    verified = true;
  }

  void administer(Role role, boolean active) {
    this.role = role;
    this.active = active;
  }
}
