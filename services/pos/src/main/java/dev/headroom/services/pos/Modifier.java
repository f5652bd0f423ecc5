package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

/** An addition to an item, with its price in minor units. */
@Entity
class Modifier {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private ModifierGroup modifierGroup;

  private String name;
  private long priceMinor;
  private int position;

  @SuppressWarnings("NullAway.Init")
  protected Modifier() {}

  long id() {
    return id;
  }

  ModifierGroup modifierGroup() {
    return modifierGroup;
  }

  String name() {
    return name;
  }

  long priceMinor() {
    return priceMinor;
  }

  int position() {
    return position;
  }
}
