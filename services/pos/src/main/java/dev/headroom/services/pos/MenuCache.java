package dev.headroom.services.pos;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The fix {@code menu-cache}: outlines by restaurant, items by id, so that an item's change leaves
 * all others cached. An item is kept with its category, and an outline says which items are of its
 * restaurant: what is foreign is refused before its item is looked at.
 *
 * <p>Looked up outside of transactions and before entities are read, since what an open persistence
 * context answers may be older than the look-up. Invalidation always runs.
 */
@Component
class MenuCache {

  static final String OUTLINES = "menu-outline";
  static final String ITEMS = "menu-item";

  private final Namespace<MenuOutline> outlines;
  private final Namespace<ItemView> items;
  private final MenuReads reads;

  MenuCache(HeadroomCache cache, MenuReads reads) {
    this.outlines = cache.namespace(OUTLINES, MenuOutline.class);
    this.items = cache.namespace(ITEMS, ItemView.class);
    this.reads = reads;
  }

  List<CategoryView> all(long restaurantId) {
    MenuOutline outline = outline(restaurantId);
    Map<String, ItemView> found = items(outline.itemIds());
    return outline.categories().stream().map(part -> view(part, found)).toList();
  }

  Optional<CategoryView> category(long restaurantId, long categoryId) {
    return outline(restaurantId).categories().stream()
        .filter(part -> part.id() == categoryId)
        .findFirst()
        .map(part -> view(part, items(part.itemIds())));
  }

  Optional<ItemView> item(long restaurantId, long itemId) {
    return outline(restaurantId).itemIds().contains(itemId)
        ? Optional.ofNullable(items(List.of(itemId)).get(Long.toString(itemId)))
        : Optional.empty();
  }

  @EventListener
  void changed(MenuChanged changed) {
    items.invalidate(Long.toString(changed.item().id()));
  }

  private MenuOutline outline(long restaurantId) {
    return Objects.requireNonNull(
        outlines.get(Long.toString(restaurantId), () -> reads.outline(restaurantId)));
  }

  private Map<String, ItemView> items(List<Long> ids) {
    return items.getAll(
        ids.stream().map(id -> Long.toString(id)).toList(),
        missing -> {
          Map<String, ItemView> loaded = new HashMap<>();
          reads
              .items(missing.stream().map(Long::valueOf).toList())
              .forEach((id, item) -> loaded.put(Long.toString(id), item));
          return loaded;
        });
  }

  private static CategoryView view(MenuOutline.Part part, Map<String, ItemView> found) {
    return new CategoryView(
        part.id(),
        part.name(),
        part.itemIds().stream()
            .map(id -> Optional.ofNullable(found.get(Long.toString(id))))
            .flatMap(Optional::stream)
            .toList());
  }
}
