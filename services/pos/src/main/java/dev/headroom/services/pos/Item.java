package dev.headroom.services.pos;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;

/** What a guest orders, in one of its variations. */
@Entity
class Item {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  private long id;

  @ManyToOne(fetch = FetchType.LAZY)
  private Category category;

  private String name;
  private String description;
  private int position;
  private boolean available;
  @Version private int version;

  @OneToMany(mappedBy = "item")
  @OrderBy("position")
  private List<Variation> variations = new ArrayList<>();

  @OneToMany(mappedBy = "item")
  @OrderBy("id")
  private List<ModifierGroup> modifierGroups = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected Item() {}

  /** Returns whether the row itself changed. */
  boolean change(String newName, String newDescription, boolean newAvailable) {
    boolean changed =
        !name.equals(newName) || !description.equals(newDescription) || available != newAvailable;
    name = newName;
    description = newDescription;
    available = newAvailable;
    return changed;
  }

  long id() {
    return id;
  }

  Category category() {
    return category;
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  int position() {
    return position;
  }

  boolean available() {
    return available;
  }

  int version() {
    return version;
  }

  List<Variation> variations() {
    return variations;
  }

  List<ModifierGroup> modifierGroups() {
    return modifierGroups;
  }
}
