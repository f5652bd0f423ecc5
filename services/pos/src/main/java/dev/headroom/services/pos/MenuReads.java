package dev.headroom.services.pos;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Set-based reads of menus: one statement a level, however long the menu is. Those for {@link
 * MenuCache} have a transaction each, so that they can also be made on a thread without a
 * persistence context.
 */
@Component
class MenuReads {

  private final EntityManager entities;

  MenuReads(EntityManager entities) {
    this.entities = entities;
  }

  /** A restaurant's categories with all below them, in the menu's order. */
  List<CategoryView> categories(long restaurantId) {
    List<Category> categories =
        entities
            .createQuery(
                "select c from Category c where c.restaurantId = :restaurant order by c.position",
                Category.class)
            .setParameter("restaurant", restaurantId)
            .getResultList();
    List<Item> items =
        entities
            .createQuery(
                "select i from Item i where i.category.restaurantId = :restaurant order by i.position",
                Item.class)
            .setParameter("restaurant", restaurantId)
            .getResultList();
    Map<Long, List<ItemView>> views =
        whole(items).values().stream().collect(Collectors.groupingBy(ItemView::categoryId));
    return categories.stream()
        .map(c -> new CategoryView(c.id(), c.name(), views.getOrDefault(c.id(), List.of())))
        .toList();
  }

  /** Items with all below them, by id; those that do not exist are left out. */
  @Transactional(readOnly = true)
  public Map<Long, ItemView> items(Collection<Long> ids) {
    return whole(
        entities
            .createQuery(
                "select i from Item i join fetch i.category where i.id in :ids", Item.class)
            .setParameter("ids", ids)
            .getResultList());
  }

  /**
   * The skeleton of a menu, read without entities: category, its name, item; item is null in an
   * empty category.
   */
  @Transactional(readOnly = true)
  public List<Object[]> skeleton(long restaurantId) {
    return entities
        .createQuery(
            "select c.id, c.name, i.id from Category c left join c.items i where c.restaurantId = :restaurant"
                + " order by c.position, c.id, i.position",
            Object[].class)
        .setParameter("restaurant", restaurantId)
        .getResultList();
  }

  private Map<Long, ItemView> whole(List<Item> items) {
    if (items.isEmpty()) {
      return Map.of();
    }
    List<Long> ids = items.stream().map(Item::id).toList();
    Map<Long, List<Variation>> variations =
        by(
            v -> v.item().id(),
            entities
                .createQuery(
                    "select v from Variation v where v.item.id in :ids order by v.position",
                    Variation.class)
                .setParameter("ids", ids)
                .getResultList());
    List<ModifierGroup> groups =
        entities
            .createQuery(
                "select g from ModifierGroup g where g.item.id in :ids order by g.id",
                ModifierGroup.class)
            .setParameter("ids", ids)
            .getResultList();
    Map<Long, List<Modifier>> modifiers =
        groups.isEmpty()
            ? Map.of()
            : by(
                m -> m.modifierGroup().id(),
                entities
                    .createQuery(
                        "select m from Modifier m where m.modifierGroup.id in :ids order by m.position",
                        Modifier.class)
                    .setParameter("ids", groups.stream().map(ModifierGroup::id).toList())
                    .getResultList());
    Map<Long, List<ModifierGroup>> groupsOfItem = by(g -> g.item().id(), groups);
    Map<Long, ItemView> views = new LinkedHashMap<>();
    for (Item item : items) {
      views.put(
          item.id(),
          ItemView.of(
              item,
              variations.getOrDefault(item.id(), List.of()),
              groupsOfItem.getOrDefault(item.id(), List.of()).stream()
                  .map(g -> ItemView.GroupView.of(g, modifiers.getOrDefault(g.id(), List.of())))
                  .toList()));
    }
    return views;
  }

  private static <T> Map<Long, List<T>> by(Function<T, Long> parent, List<T> rows) {
    return rows.stream().collect(Collectors.groupingBy(parent));
  }
}
