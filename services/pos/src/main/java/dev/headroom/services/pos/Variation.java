package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

/** A size or kind of an item, with its price in minor units. */
@Entity
class Variation {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Item item;

  private String name;
  private long priceMinor;
  private int position;

  @SuppressWarnings("NullAway.Init")
  protected Variation() {}

  void changePrice(long minor) {
    priceMinor = minor;
  }

  long id() {
    return id;
  }

  Item item() {
    return item;
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
