package dev.headroom.services.pos;

import java.util.List;

/** Which items a menu has and where, without what they are: an item's change leaves it as it is. */
record MenuOutline(List<Part> categories) {

  record Part(long id, String name, List<Long> itemIds) {}

  List<Long> itemIds() {
    return categories.stream().flatMap(part -> part.itemIds().stream()).toList();
  }
}
