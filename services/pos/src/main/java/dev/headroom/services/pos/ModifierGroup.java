package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.List;

/** Modifiers of an item of which a guest takes so many. */
@Entity
class ModifierGroup {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Item item;

  private String name;
  private int minSelected;
  private int maxSelected;

  @OneToMany(mappedBy = "modifierGroup")
  @OrderBy("position")
  private List<Modifier> modifiers = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected ModifierGroup() {}

  long id() {
    return id;
  }

  Item item() {
    return item;
  }

  String name() {
    return name;
  }

  int minSelected() {
    return minSelected;
  }

  int maxSelected() {
    return maxSelected;
  }

  List<Modifier> modifiers() {
    return modifiers;
  }
}
