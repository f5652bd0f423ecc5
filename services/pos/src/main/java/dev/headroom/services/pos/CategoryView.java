package dev.headroom.services.pos;

import java.util.List;

/** A category as it is answered, with its items. */
record CategoryView(long id, String name, List<ItemView> items) {

  static CategoryView of(Category category) {
    return new CategoryView(
        category.id(), category.name(), category.items().stream().map(ItemView::of).toList());
  }
}
