package dev.headroom.services.automations;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** An automation that a user has, configured for one purpose. */
@Entity
class UserAutomation {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "user_id")
  private AppUser user;

  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "automation_id")
  private Automation automation;

  @Enumerated(EnumType.STRING)
  private Status status;

  private String configuration;
  private @Nullable String secret;
  private @Nullable String cron;
  private @Nullable String zone;
  private @Nullable Long dueAt;
  private long createdAt;
  private long changedAt;

  @SuppressWarnings("NullAway.Init")
  protected UserAutomation() {}

  UserAutomation(AppUser user, Automation automation, long createdAt) {
    this.user = user;
    this.automation = automation;
    this.status = Status.ACTIVE;
    this.configuration = "{}";
    this.createdAt = createdAt;
    this.changedAt = createdAt;
  }

  long id() {
    return id;
  }

  AppUser user() {
    return user;
  }

  Automation automation() {
    return automation;
  }

  Status status() {
    return status;
  }

  String configuration() {
    return configuration;
  }

  @Nullable String secret() {
    return secret;
  }

  @Nullable String cron() {
    return cron;
  }

  @Nullable String zone() {
    return zone;
  }

  @Nullable Long dueAt() {
    return dueAt;
  }

  long createdAt() {
    return createdAt;
  }

  long changedAt() {
    return changedAt;
  }

  void configure(String configuration, long now) {
    this.configuration = configuration;
    this.changedAt = now;
  }

  void schedule(@Nullable String cron, @Nullable String zone, @Nullable Long dueAt, long now) {
    this.cron = cron;
    this.zone = zone;
    this.dueAt = dueAt;
    this.changedAt = now;
  }

  void secret(String secret, long now) {
    this.secret = secret;
    this.changedAt = now;
  }

  void become(Status status, long now) {
    this.status = status;
    this.changedAt = now;
  }
}
