package dev.headroom.services.wellbeing;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** An application that phones know, the same for all users. */
@Entity
class Application {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private String packageName;
  private String name;
  private String category;

  @SuppressWarnings("NullAway.Init")
  protected Application() {}

  long id() {
    return id;
  }

  String packageName() {
    return packageName;
  }

  String name() {
    return name;
  }

  String category() {
    return category;
  }
}
