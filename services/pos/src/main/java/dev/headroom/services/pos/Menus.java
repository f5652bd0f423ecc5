package dev.headroom.services.pos;

import dev.headroom.loop.Fixes;
import dev.headroom.services.common.Problem;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Restaurants' menus. */
@Service
class Menus {

  private final CategoryRepository categories;
  private final ItemRepository items;
  private final Settings settings;
  private final EntityManager entities;
  private final ApplicationEventPublisher events;
  private final MenuReads reads;
  private final Fixes fixes;

  Menus(
      CategoryRepository categories,
      ItemRepository items,
      Settings settings,
      EntityManager entities,
      ApplicationEventPublisher events,
      MenuReads reads,
      Fixes fixes) {
    this.categories = categories;
    this.items = items;
    this.settings = settings;
    this.entities = entities;
    this.events = events;
    this.reads = reads;
    this.fixes = fixes;
  }

  @Transactional(readOnly = true)
  public MenuView menu(long restaurantId) {
    String currency = settings.of(restaurantId).currency();
    List<CategoryView> views =
        fixes.isOn(PosFixes.MENU_JOINED)
            ? reads.categories(restaurantId)
            : categories.findByRestaurantIdOrderByPosition(restaurantId).stream()
                .map(CategoryView::of)
                .toList();
    return new MenuView(restaurantId, currency, views);
  }

  @Transactional(readOnly = true)
  public CategoryView category(long restaurantId, long categoryId) {
    return categories
        .findById(categoryId)
        .filter(c -> c.restaurantId() == restaurantId)
        .map(CategoryView::of)
        .orElseThrow(
            () ->
                Problem.notFound("restaurant " + restaurantId + " has no category " + categoryId));
  }

  @Transactional(readOnly = true)
  public ItemView item(long restaurantId, long itemId) {
    return ItemView.of(find(restaurantId, itemId));
  }

  @Transactional
  public ItemView change(long restaurantId, long itemId, ItemChange change) {
    Item item = find(restaurantId, itemId);
    if (item.version() != change.version()) {
      throw Problem.staleVersion("item " + itemId, change.version(), item.version());
    }
    boolean rowChanged = item.change(change.name(), change.description(), change.available());
    changePrices(item, change.variations());
    if (!rowChanged) {
      // A price belongs to the item as one sees it: two that change prices must not overwrite each
      // other.
      entities.lock(item, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
    }
    entities.flush();
    ItemView after = ItemView.of(item);
    events.publishEvent(new MenuChanged(restaurantId, item.category().id(), after));
    return after;
  }

  private static void changePrices(Item item, List<ItemChange.Price> prices) {
    Map<Long, Variation> variations =
        item.variations().stream().collect(Collectors.toMap(Variation::id, Function.identity()));
    for (ItemChange.Price price : prices) {
      Variation variation = variations.get(price.id());
      if (variation == null) {
        throw Problem.badRequest(
            "item "
                + item.id()
                + " has no variation "
                + price.id()
                + "; it has "
                + item.variations().stream().map(Variation::id).toList());
      }
      variation.changePrice(price.priceMinor());
    }
  }

  private Item find(long restaurantId, long itemId) {
    return items
        .findById(itemId)
        .filter(i -> i.category().restaurantId() == restaurantId)
        .orElseThrow(
            () -> Problem.notFound("restaurant " + restaurantId + " has no item " + itemId));
  }
}
