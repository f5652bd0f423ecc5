package dev.headroom.services.pos;

import dev.headroom.loop.Fixes;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Lines of orders: as found order by order and line by line, or all at once. */
@Component
class OrderReads {

  private record LineId(long order, int line) {}

  private final EntityManager entities;
  private final Fixes fixes;

  OrderReads(EntityManager entities, Fixes fixes) {
    this.entities = entities;
    this.fixes = fixes;
  }

  List<OrderView> inList(List<Order> orders) {
    if (!fixes.isOn(PosFixes.ORDERS_JOINED)) {
      return orders.stream().map(OrderView::inList).toList();
    }
    Map<Long, List<LineView>> lines = joined(orders);
    return orders.stream()
        .map(order -> OrderView.of(order, lines.getOrDefault(order.id(), List.of()), null))
        .toList();
  }

  OrderView whole(Order order) {
    if (!fixes.isOn(PosFixes.ORDERS_JOINED)) {
      return OrderView.whole(order);
    }
    return OrderView.of(
        order,
        joined(List.of(order)).getOrDefault(order.id(), List.of()),
        order.payments().stream().map(PaymentView::of).toList());
  }

  private Map<Long, List<LineView>> joined(List<Order> orders) {
    if (orders.isEmpty()) {
      return Map.of();
    }
    List<Long> ids = orders.stream().map(Order::id).toList();
    Map<LineId, List<LineView.ModifierView>> modifiers =
        entities
            .createQuery(
                "select l.id.orderId, l.id.lineNo, m.name, m.priceMinor from OrderLine l join"
                    + " l.modifiers m where l.id.orderId in :ids"
                    + " order by l.id.orderId, l.id.lineNo, index(m)",
                Object[].class)
            .setParameter("ids", ids)
            .getResultList()
            .stream()
            .collect(
                Collectors.groupingBy(
                    row -> new LineId((Long) row[0], (Integer) row[1]),
                    Collectors.mapping(
                        row -> new LineView.ModifierView((String) row[2], (Long) row[3]),
                        Collectors.toList())));
    return entities
        .createQuery(
            "select l from OrderLine l where l.id.orderId in :ids"
                + " order by l.id.orderId, l.id.lineNo",
            OrderLine.class)
        .setParameter("ids", ids)
        .getResultList()
        .stream()
        .collect(
            Collectors.groupingBy(
                OrderLine::orderId,
                Collectors.mapping(
                    line ->
                        LineView.of(
                            line,
                            modifiers.getOrDefault(
                                new LineId(line.orderId(), line.lineNo()), List.of())),
                    Collectors.toList())));
  }
}
