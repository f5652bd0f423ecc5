package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import dev.headroom.services.pos.OrderLine.SoldModifier;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Placing orders. Submitting is idempotent by restaurant and external id: the same request again,
 * also at the same moment, finds the order that the first one placed.
 */
@Service
class OrderEntry {

  /** What came of it. */
  record Submitted(OrderView order, boolean created) {}

  private final OrderRepository orders;
  private final VariationRepository variations;
  private final Settings settings;
  private final TransactionOperations transactions;
  private final EntityManager entities;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  OrderEntry(
      OrderRepository orders,
      VariationRepository variations,
      Settings settings,
      TransactionOperations transactions,
      EntityManager entities,
      ApplicationEventPublisher events,
      Clock clock) {
    this.orders = orders;
    this.variations = variations;
    this.settings = settings;
    this.transactions = transactions;
    this.entities = entities;
    this.events = events;
    this.clock = clock;
  }

  Submitted submit(PosUser user, long restaurantId, OrderRequest request) {
    try {
      return transactions.execute(
          status ->
              earlier(restaurantId, request)
                  .orElseGet(() -> new Submitted(place(user, restaurantId, request), true)));
    } catch (DataIntegrityViolationException e) {
      // Another one placed it in between: then that is the order. Anything else stays a fault.
      entities.clear();
      return transactions.execute(status -> earlier(restaurantId, request).orElseThrow(() -> e));
    }
  }

  private Optional<Submitted> earlier(long restaurantId, OrderRequest request) {
    return orders
        .findByRestaurantIdAndExternalId(restaurantId, request.externalId())
        .map(
            order -> {
              if (!request.digest().equals(order.requestDigest())) {
                throw Problem.conflict(
                    "externalId '"
                        + request.externalId()
                        + "' is order "
                        + order.id()
                        + ", which was submitted with different content: use a new externalId");
              }
              return new Submitted(OrderView.whole(order), false);
            });
  }

  private OrderView place(PosUser user, long restaurantId, OrderRequest request) {
    SettingsView of = settings.of(restaurantId);
    List<Variation> sold = new ArrayList<>();
    List<List<SoldModifier>> modifiers = new ArrayList<>();
    List<Pricing.Line> priced = new ArrayList<>();
    for (OrderRequest.Line line : request.lines()) {
      Variation variation = variation(restaurantId, line.variationId());
      List<SoldModifier> chosen = modifiers(variation.item(), line.modifierIds());
      sold.add(variation);
      modifiers.add(chosen);
      priced.add(
          new Pricing.Line(
              variation.priceMinor(),
              chosen.stream().mapToLong(SoldModifier::priceMinor).sum(),
              line.quantity()));
    }
    Pricing money = price(request, priced, of);
    // PostgreSQL keeps microseconds; what is answered now and what is read later must be equal.
    Order order =
        orders.save(
            new Order(
                of, request, clock.instant().truncatedTo(ChronoUnit.MICROS), user.id(), money));
    for (int i = 0; i < sold.size(); i++) {
      order
          .lines()
          .add(
              new OrderLine(
                  order,
                  i + 1,
                  sold.get(i),
                  request.lines().get(i).quantity(),
                  modifiers.get(i),
                  money.lines().get(i).discount(),
                  money.lines().get(i).total()));
    }
    entities.flush();
    OrderView view = OrderView.whole(order);
    events.publishEvent(new OrderChanged("order-created", view));
    return view;
  }

  private static Pricing price(
      OrderRequest request, List<Pricing.Line> lines, SettingsView settings) {
    try {
      return Pricing.of(
          lines,
          request.discountMinor(),
          request.tipMinor(),
          settings.taxRate(),
          settings.serviceChargeRate());
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private Variation variation(long restaurantId, long variationId) {
    Variation variation =
        variations
            .findById(variationId)
            .filter(v -> v.item().category().restaurantId() == restaurantId)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "restaurant "
                            + restaurantId
                            + " has no variation "
                            + variationId
                            + "; its menu has them"));
    if (!variation.item().available()) {
      throw Problem.conflict("'" + variation.item().name() + "' is not available now");
    }
    return variation;
  }

  private static List<SoldModifier> modifiers(Item item, List<Long> ids) {
    Set<Long> left = new HashSet<>(ids);
    if (left.size() != ids.size()) {
      throw Problem.badRequest("modifierIds " + ids + " names one twice");
    }
    List<SoldModifier> chosen = new ArrayList<>();
    for (ModifierGroup group : item.modifierGroups()) {
      int before = chosen.size();
      for (Modifier modifier : group.modifiers()) {
        if (left.remove(modifier.id())) {
          chosen.add(new SoldModifier(modifier.name(), modifier.priceMinor()));
        }
      }
      int count = chosen.size() - before;
      if (count < group.minSelected() || count > group.maxSelected()) {
        throw Problem.badRequest(
            "of '%s' on '%s' choose %d to %d, were %d"
                .formatted(
                    group.name(), item.name(), group.minSelected(), group.maxSelected(), count));
      }
    }
    if (!left.isEmpty()) {
      throw Problem.badRequest("'" + item.name() + "' has no modifier " + left);
    }
    return chosen;
  }
}
