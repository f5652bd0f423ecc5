package dev.headroom.services.pos;

import dev.headroom.loop.Fixes;
import dev.headroom.services.pos.ItemView.GroupView;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Menus from the database: as found association by association, or one statement per level. */
@Service
class MenuReads {

  private final CategoryRepository categories;
  private final ItemRepository items;
  private final EntityManager entities;
  private final Fixes fixes;

  MenuReads(
      CategoryRepository categories, ItemRepository items, EntityManager entities, Fixes fixes) {
    this.categories = categories;
    this.items = items;
    this.entities = entities;
    this.fixes = fixes;
  }

  @Transactional(readOnly = true)
  public List<CategoryView> all(long restaurantId) {
    return views(categories.findByRestaurantIdOrderByPosition(restaurantId));
  }

  @Transactional(readOnly = true)
  public Optional<CategoryView> category(long restaurantId, long categoryId) {
    return categories
        .findById(categoryId)
        .filter(c -> c.restaurantId() == restaurantId)
        .map(c -> views(List.of(c)).get(0));
  }

  @Transactional(readOnly = true)
  public Optional<ItemView> item(long restaurantId, long itemId) {
    return items
        .findById(itemId)
        .filter(i -> i.category().restaurantId() == restaurantId)
        .map(ItemView::of);
  }

  /** By id; for the cache, which asks for what it lacks. */
  @Transactional(readOnly = true)
  public Map<Long, ItemView> items(Collection<Long> ids) {
    return fixes.isOn(PosFixes.MENU_JOINED)
        ? joined(
            entities
                .createQuery(
                    "select i from Item i join fetch i.category where i.id in :ids", Item.class)
                .setParameter("ids", ids)
                .getResultList())
        : items.findAllById(ids).stream().collect(Collectors.toMap(Item::id, ItemView::of));
  }

  /** Reads no entity: a cache may keep what is read after it in the same request. */
  @Transactional(readOnly = true)
  public MenuOutline outline(long restaurantId) {
    Map<Long, MenuOutline.Part> parts = new LinkedHashMap<>();
    entities
        .createQuery(
            "select c.id, c.name, i.id from Category c left join c.items i where c.restaurantId ="
                + " :restaurant order by c.position, i.position",
            Object[].class)
        .setParameter("restaurant", restaurantId)
        .getResultList()
        .forEach(
            row -> {
              MenuOutline.Part part =
                  parts.computeIfAbsent(
                      (Long) row[0],
                      id -> new MenuOutline.Part(id, (String) row[1], new ArrayList<>()));
              if (row[2] != null) {
                part.itemIds().add((Long) row[2]);
              }
            });
    return new MenuOutline(List.copyOf(parts.values()));
  }

  private List<CategoryView> views(List<Category> found) {
    if (!fixes.isOn(PosFixes.MENU_JOINED)) {
      return found.stream().map(CategoryView::of).toList();
    }
    List<Item> all =
        entities
            .createQuery(
                "select i from Item i where i.category in :categories order by i.position",
                Item.class)
            .setParameter("categories", found)
            .getResultList();
    Map<Long, ItemView> views = joined(all);
    Map<Long, List<ItemView>> byCategory =
        all.stream()
            .map(item -> views.get(item.id()))
            .collect(Collectors.groupingBy(ItemView::categoryId));
    return found.stream()
        .map(c -> new CategoryView(c.id(), c.name(), byCategory.getOrDefault(c.id(), List.of())))
        .toList();
  }

  private Map<Long, ItemView> joined(List<Item> all) {
    Map<Long, List<Variation>> variations =
        children("Variation", "item", "position", all, Variation.class).stream()
            .collect(Collectors.groupingBy(v -> v.item().id()));
    List<ModifierGroup> groups = children("ModifierGroup", "item", "id", all, ModifierGroup.class);
    Map<Long, List<Modifier>> modifiers =
        children("Modifier", "modifierGroup", "position", groups, Modifier.class).stream()
            .collect(Collectors.groupingBy(m -> m.modifierGroup().id()));
    Map<Long, List<GroupView>> views =
        groups.stream()
            .collect(
                Collectors.groupingBy(
                    g -> g.item().id(),
                    Collectors.mapping(
                        g -> GroupView.of(g, modifiers.getOrDefault(g.id(), List.of())),
                        Collectors.toList())));
    return all.stream()
        .collect(
            Collectors.toMap(
                Item::id,
                item ->
                    ItemView.of(
                        item,
                        variations.getOrDefault(item.id(), List.of()),
                        views.getOrDefault(item.id(), List.of()))));
  }

  private <T> List<T> children(
      String entity, String parent, String order, List<?> parents, Class<T> type) {
    if (parents.isEmpty()) {
      return List.of();
    }
    return entities
        .createQuery(
            "select x from %s x where x.%s in :parents order by x.%s"
                .formatted(entity, parent, order),
            type)
        .setParameter("parents", parents)
        .getResultList();
  }
}
