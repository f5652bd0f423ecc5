package dev.headroom.services.pos;

import java.util.List;

/** An item as it is answered, with all below it. */
record ItemView(
    long id,
    long categoryId,
    String name,
    String description,
    boolean available,
    int version,
    List<VariationView> variations,
    List<GroupView> modifierGroups) {

  record VariationView(long id, String name, long priceMinor) {

    static VariationView of(Variation variation) {
      return new VariationView(variation.id(), variation.name(), variation.priceMinor());
    }
  }

  record GroupView(
      long id, String name, int minSelected, int maxSelected, List<ModifierView> modifiers) {

    static GroupView of(ModifierGroup group, List<Modifier> modifiers) {
      return new GroupView(
          group.id(),
          group.name(),
          group.minSelected(),
          group.maxSelected(),
          modifiers.stream().map(ModifierView::of).toList());
    }
  }

  record ModifierView(long id, String name, long priceMinor) {

    static ModifierView of(Modifier modifier) {
      return new ModifierView(modifier.id(), modifier.name(), modifier.priceMinor());
    }
  }

  static ItemView of(Item item) {
    return of(
        item,
        item.variations(),
        item.modifierGroups().stream().map(g -> GroupView.of(g, g.modifiers())).toList());
  }

  static ItemView of(Item item, List<Variation> variations, List<GroupView> groups) {
    return new ItemView(
        item.id(),
        item.category().id(),
        item.name(),
        item.description(),
        item.available(),
        item.version(),
        variations.stream().map(VariationView::of).toList(),
        groups);
  }
}
