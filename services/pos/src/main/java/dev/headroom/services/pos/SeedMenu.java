package dev.headroom.services.pos;

import java.util.List;

/** A menu as the data loader makes it, with the ids it will have in the database. */
record SeedMenu(List<SeedCategory> categories) {

  record SeedCategory(long id, String name, List<SeedItem> items) {}

  record SeedItem(
      long id,
      String name,
      String description,
      List<SeedVariation> variations,
      List<SeedGroup> groups) {}

  record SeedVariation(long id, String name, long priceMinor) {}

  record SeedGroup(long id, String name, int min, int max, List<SeedModifier> modifiers) {}

  record SeedModifier(long id, String name, long priceMinor) {}

  List<SeedItem> items() {
    return categories.stream().flatMap(c -> c.items().stream()).toList();
  }

  /** Ids in the order of asking, one counter per table. */
  static final class Ids {
    private long category;
    private long item;
    private long variation;
    private long group;
    private long modifier;

    long category() {
      return ++category;
    }

    long item() {
      return ++item;
    }

    long variation() {
      return ++variation;
    }

    long group() {
      return ++group;
    }

    long modifier() {
      return ++modifier;
    }
  }
}
