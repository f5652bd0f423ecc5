package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What happens to an order after it was placed. Every change moves the order's version. */
@Service
class OrderFlow {

  /** A request to move an order to another state. */
  record Transition(@NotNull OrderState to, @NotNull @Min(0) Integer version) {}

  /** A request to move a line one step on in the kitchen. */
  record KitchenStep(@NotNull KitchenState to, @NotNull @Min(0) Integer version) {}

  /** A request to take a payment. */
  record PaymentRequest(
      @NotNull PaymentMethod method, @NotNull @Min(1) @Max(Money.MAX_PRICE) Long amountMinor) {}

  private final Orders orders;
  private final EntityManager entities;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  OrderFlow(Orders orders, EntityManager entities, ApplicationEventPublisher events, Clock clock) {
    this.orders = orders;
    this.entities = entities;
    this.events = events;
    this.clock = clock;
  }

  @Transactional
  public OrderView move(PosUser user, long restaurantId, long orderId, Transition transition) {
    Order order = at(restaurantId, orderId, transition.version());
    OrderState to = transition.to();
    if (!order.state().leadsTo(to)) {
      throw Problem.conflict(
          "order " + orderId + " is " + order.state() + ", which does not lead to " + to);
    }
    if (order.state() == OrderState.OPEN
        && to == OrderState.CANCELED
        && !user.isAtLeast(Role.MANAGER)) {
      throw Problem.forbidden("canceling an open order needs the role MANAGER or above");
    }
    if (to == OrderState.COMPLETED && order.paidMinor() < order.totalMinor()) {
      throw Problem.conflict(
          "order "
              + orderId
              + " lacks payments of "
              + (order.totalMinor() - order.paidMinor())
              + " "
              + order.currency()
              + " (minor units)");
    }
    order.moveTo(to);
    entities.flush();
    return publish("order-state", order);
  }

  @Transactional
  public OrderView kitchen(long restaurantId, long orderId, int lineNo, KitchenStep step) {
    Order order = open(at(restaurantId, orderId, step.version()));
    OrderLine line =
        order.lines().stream()
            .filter(l -> l.lineNo() == lineNo)
            .findFirst()
            .orElseThrow(() -> Problem.notFound("order " + orderId + " has no line " + lineNo));
    if (!line.kitchenState().leadsTo(step.to())) {
      throw Problem.conflict(
          "line "
              + lineNo
              + " is "
              + line.kitchenState()
              + ", which does not lead to "
              + step.to());
    }
    line.moveTo(step.to());
    touch(order);
    return publish("kitchen-state", order);
  }

  @Transactional
  public OrderView pay(long restaurantId, long orderId, PaymentRequest payment) {
    Order order = open(orders.find(restaurantId, orderId));
    long owed = order.totalMinor() - order.paidMinor();
    if (payment.amountMinor() > owed) {
      throw Problem.conflict(
          "order " + orderId + " owes " + owed + ", the payment is " + payment.amountMinor());
    }
    order
        .payments()
        .add(
            new Payment(
                order,
                payment.method(),
                payment.amountMinor(),
                clock.instant().truncatedTo(ChronoUnit.MICROS)));
    touch(order);
    return publish("payment", order);
  }

  private Order at(long restaurantId, long orderId, int version) {
    Order order = orders.find(restaurantId, orderId);
    if (order.version() != version) {
      throw Problem.staleVersion("order " + orderId, version, order.version());
    }
    return order;
  }

  private static Order open(Order order) {
    if (order.state() != OrderState.OPEN) {
      throw Problem.conflict("order " + order.id() + " is " + order.state() + ", not OPEN");
    }
    return order;
  }

  /** Two changes of lines or payments at the same moment: one wins, the other gets 409. */
  private void touch(Order order) {
    entities.lock(order, LockModeType.PESSIMISTIC_FORCE_INCREMENT);
    entities.flush();
  }

  private OrderView publish(String kind, Order order) {
    OrderView view = OrderView.whole(order);
    events.publishEvent(new OrderChanged(kind, view));
    return view;
  }
}
