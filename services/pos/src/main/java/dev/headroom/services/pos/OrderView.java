package dev.headroom.services.pos;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is answered; money is in minor units of the currency.
 *
 * @param payments left out in lists
 */
record OrderView(
    long id,
    long restaurantId,
    String externalId,
    OrderState state,
    Instant placedAt,
    LocalDate businessDate,
    @Nullable Long openedBy,
    String currency,
    long subtotalMinor,
    long discountMinor,
    long serviceChargeMinor,
    long taxMinor,
    long tipMinor,
    long totalMinor,
    int version,
    List<LineView> lines,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<PaymentView> payments) {

  static OrderView inList(Order order) {
    return of(order, order.lines().stream().map(LineView::of).toList(), null);
  }

  static OrderView whole(Order order) {
    return of(
        order,
        order.lines().stream().map(LineView::of).toList(),
        order.payments().stream().map(PaymentView::of).toList());
  }

  static OrderView of(Order order, List<LineView> lines, @Nullable List<PaymentView> payments) {
    return new OrderView(
        order.id(),
        order.restaurantId(),
        order.externalId(),
        order.state(),
        order.placedAt(),
        order.businessDate(),
        order.openedBy(),
        order.currency(),
        order.subtotalMinor(),
        order.discountMinor(),
        order.serviceChargeMinor(),
        order.taxMinor(),
        order.tipMinor(),
        order.totalMinor(),
        order.version(),
        lines,
        payments);
  }
}
