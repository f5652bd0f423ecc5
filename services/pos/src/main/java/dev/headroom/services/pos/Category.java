package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.List;

/** A part of a menu. */
@Entity
class Category {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  private long restaurantId;
  private String name;
  private int position;

  @OneToMany(mappedBy = "category")
  @OrderBy("position")
  private List<Item> items = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected Category() {}

  long id() {
    return id;
  }

  long restaurantId() {
    return restaurantId;
  }

  String name() {
    return name;
  }

  int position() {
    return position;
  }

  List<Item> items() {
    return items;
  }
}
