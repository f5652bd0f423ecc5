package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A restaurant. */
@Entity
class Restaurant {

  @Id private long id;
  private String name;
  private boolean active;

  @SuppressWarnings("NullAway.Init")
  protected Restaurant() {}

  long id() {
    return id;
  }

  String name() {
    return name;
  }

  boolean active() {
    return active;
  }
}
