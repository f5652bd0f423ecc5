package dev.headroom.services.pos;

import dev.headroom.cache.HeadroomCache;
import dev.headroom.cache.Namespace;
import dev.headroom.loop.Fixes;
import dev.headroom.services.common.Problem;
import dev.headroom.spring.CacheWarmer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The fix {@code menu-cache}: a menu is kept as its skeleton (which items stand in which category)
 * and each item by itself, so that an item that changes is read again alone. Looked up outside of
 * any transaction; the skeleton is read without entities and the settings last, because what a
 * persistence context already holds may be older than the look-up and would not be kept.
 *
 * <p>Warmed by restaurant, each load through a persistence context of its own, by what requests
 * read it with too.
 *
 * <p>The read half is the flag; {@link MenuChanged} invalidates in any case, once its transaction
 * has ended.
 */
@Component
class MenuCache implements CacheWarmer {

  private final Menus menus;
  private final MenuReads reads;
  private final Settings settings;
  private final RestaurantRepository restaurants;
  private final Fixes fixes;
  private final Namespace<Skeleton> skeletons;
  private final Namespace<ItemView> items;

  /** Which items stand where, in the menu's order. */
  record Skeleton(List<Part> categories) {

    record Part(long id, String name, List<Long> items) {}

    @Nullable Part part(long categoryId) {
      return categories.stream().filter(c -> c.id() == categoryId).findFirst().orElse(null);
    }

    List<Long> items() {
      return categories.stream().flatMap(c -> c.items().stream()).toList();
    }
  }

  MenuCache(
      Menus menus,
      MenuReads reads,
      Settings settings,
      RestaurantRepository restaurants,
      Fixes fixes,
      HeadroomCache cache) {
    this.menus = menus;
    this.reads = reads;
    this.settings = settings;
    this.restaurants = restaurants;
    this.fixes = fixes;
    this.skeletons = cache.namespace("menu-skeletons", Skeleton.class);
    this.items = cache.namespace("menu-items", ItemView.class);
  }

  MenuView menu(long restaurantId) {
    if (!fixes.isOn(PosFixes.MENU_CACHE)) {
      return menus.menu(restaurantId);
    }
    Skeleton skeleton = skeleton(restaurantId);
    Map<String, ItemView> views = views(restaurantId, skeleton.items());
    List<CategoryView> categories =
        skeleton.categories().stream().map(c -> category(restaurantId, c, views)).toList();
    return new MenuView(restaurantId, settings.of(restaurantId).currency(), categories);
  }

  CategoryView category(long restaurantId, long categoryId) {
    if (!fixes.isOn(PosFixes.MENU_CACHE)) {
      return menus.category(restaurantId, categoryId);
    }
    Skeleton.Part part = skeleton(restaurantId).part(categoryId);
    if (part == null) {
      throw Problem.notFound("restaurant " + restaurantId + " has no category " + categoryId);
    }
    return category(restaurantId, part, views(restaurantId, part.items()));
  }

  ItemView item(long restaurantId, long itemId) {
    if (!fixes.isOn(PosFixes.MENU_CACHE)) {
      return menus.item(restaurantId, itemId);
    }
    ItemView view =
        skeleton(restaurantId).items().contains(itemId)
            ? views(restaurantId, List.of(itemId)).get(key(restaurantId, itemId))
            : null;
    if (view == null) {
      throw Problem.notFound("restaurant " + restaurantId + " has no item " + itemId);
    }
    return view;
  }

  @EventListener
  void changed(MenuChanged changed) {
    items.invalidate(key(changed.restaurantId(), changed.item().id()));
  }

  private Skeleton skeleton(long restaurantId) {
    return Objects.requireNonNull(
        skeletons.get(Long.toString(restaurantId), () -> read(restaurantId)));
  }

  private Skeleton read(long restaurantId) {
    Map<Long, Skeleton.Part> parts = new LinkedHashMap<>();
    for (Object[] row : reads.skeleton(restaurantId)) {
      Skeleton.Part part =
          parts.computeIfAbsent(
              (Long) row[0], id -> new Skeleton.Part(id, (String) row[1], new ArrayList<>()));
      if (row[2] != null) {
        part.items().add((Long) row[2]);
      }
    }
    return new Skeleton(List.copyOf(parts.values()));
  }

  private Map<String, ItemView> views(long restaurantId, List<Long> ids) {
    return items.getAll(keys(restaurantId, ids), missing -> load(restaurantId, missing));
  }

  private Map<String, ItemView> load(long restaurantId, Collection<String> missing) {
    Map<String, ItemView> read = new LinkedHashMap<>();
    List<Long> ids =
        missing.stream().map(key -> Long.valueOf(key.substring(key.indexOf('/') + 1))).toList();
    reads.items(ids).forEach((id, view) -> read.put(key(restaurantId, id), view));
    return read;
  }

  private static CategoryView category(
      long restaurantId, Skeleton.Part part, Map<String, ItemView> views) {
    return new CategoryView(
        part.id(),
        part.name(),
        part.items().stream()
            .map(id -> views.get(key(restaurantId, id)))
            .filter(Objects::nonNull)
            .toList());
  }

  private static List<String> keys(long restaurantId, List<Long> ids) {
    return ids.stream().map(id -> key(restaurantId, id)).toList();
  }

  /** The restaurant first, so that one pattern, {@code 7/*}, stands for all of its items. */
  private static String key(long restaurantId, long itemId) {
    return restaurantId + "/" + itemId;
  }

  @Override
  public String namespace() {
    return items.name();
  }

  /** A restaurant's items, with its skeleton and settings, or all restaurants'; fix on or off. */
  @Override
  public int warm(@Nullable String what) {
    List<String> known =
        restaurants.findAllByOrderById().stream().map(r -> Long.toString(r.id())).toList();
    if (what != null && !known.contains(what)) {
      throw new IllegalArgumentException(
          "there is no restaurant '" + what + "': write its number, or nothing for all");
    }
    int values = 0;
    for (String each : what == null ? known : List.of(what)) {
      long id = Long.parseLong(each);
      settings.warm(id);
      List<String> keys = keys(id, skeleton(id).items());
      values += items.warm(keys, key -> List.of(), missing -> load(id, missing));
    }
    return values;
  }
}
