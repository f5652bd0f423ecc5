package dev.headroom.services.pos;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Writes what services publish into the log, just before their transaction commits: the log's lock
 * is then the last that a transaction takes. Payloads are short: they say what changed and to which
 * version; who needs more reads it.
 */
@Component
class EventWriter {

  private final EventLog log;

  EventWriter(EventLog log) {
    this.log = log;
  }

  /** An order in a few words; lines with their kitchen state where that is what changed. */
  record OrderSummary(
      long orderId,
      String externalId,
      OrderState state,
      int version,
      String currency,
      long totalMinor) {

    static OrderSummary of(OrderView order) {
      return new OrderSummary(
          order.id(),
          order.externalId(),
          order.state(),
          order.version(),
          order.currency(),
          order.totalMinor());
    }
  }

  record LineSummary(long orderId, int version, Map<Integer, KitchenState> lines) {}

  record PaymentSummary(
      long orderId, int version, String currency, PaymentMethod method, long amountMinor) {}

  record ItemSummary(long categoryId, long itemId, int version, String name, boolean available) {}

  record SettingsSummary(int version) {}

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void write(OrderChanged changed) {
    OrderView order = changed.order();
    long restaurant = order.restaurantId();
    switch (changed.kind()) {
      case "order-created" ->
          log.append(restaurant, EventKind.ORDER_CREATED, OrderSummary.of(order));
      case "order-state" -> log.append(restaurant, EventKind.ORDER_CHANGED, OrderSummary.of(order));
      case "kitchen-state" -> {
        Map<Integer, KitchenState> lines = new TreeMap<>();
        order.lines().forEach(line -> lines.put(line.lineNo(), line.kitchenState()));
        log.append(
            restaurant,
            EventKind.LINE_CHANGED,
            new LineSummary(order.id(), order.version(), lines));
      }
      case "payment" -> {
        var payments = order.payments();
        if (payments == null || payments.isEmpty()) {
          throw new IllegalStateException("a payment was published without payments");
        }
        PaymentView last = payments.getLast();
        log.append(
            restaurant,
            EventKind.PAYMENT_ADDED,
            new PaymentSummary(
                order.id(), order.version(), order.currency(), last.method(), last.amountMinor()));
      }
      default ->
          throw new IllegalStateException("no event is written for '" + changed.kind() + "'");
    }
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void write(MenuChanged changed) {
    ItemView item = changed.item();
    log.append(
        changed.restaurantId(),
        EventKind.MENU_CHANGED,
        new ItemSummary(
            changed.categoryId(), item.id(), item.version(), item.name(), item.available()));
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  void write(SettingsChanged changed) {
    log.append(
        changed.settings().restaurantId(),
        EventKind.SETTINGS_CHANGED,
        new SettingsSummary(changed.settings().version()));
  }
}
