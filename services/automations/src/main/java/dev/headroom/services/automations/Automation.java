package dev.headroom.services.automations;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;

/** A workflow of the catalogue; what it costs is in millionths a month. */
@Entity
class Automation {

  @Id private long id;
  private String name;
  private String integration;
  private String category;

  @Enumerated(EnumType.STRING)
  private TriggerKind triggerKind;

  private int nodes;
  private boolean usesModel;
  private String nodeTypes;
  private boolean active;
  private long monthlyMicros;

  @SuppressWarnings("NullAway.Init")
  protected Automation() {}

  long id() {
    return id;
  }

  String name() {
    return name;
  }

  String integration() {
    return integration;
  }

  String category() {
    return category;
  }

  TriggerKind triggerKind() {
    return triggerKind;
  }

  int nodes() {
    return nodes;
  }

  boolean usesModel() {
    return usesModel;
  }

  String nodeTypes() {
    return nodeTypes;
  }

  boolean active() {
    return active;
  }

  long monthlyMicros() {
    return monthlyMicros;
  }
}
