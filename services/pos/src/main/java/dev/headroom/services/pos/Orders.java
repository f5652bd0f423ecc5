package dev.headroom.services.pos;

import dev.headroom.loop.Fixes;
import dev.headroom.services.common.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Reading orders. */
@Service
class Orders {

  private static final Sort NEWEST_FIRST = Sort.by(Sort.Direction.DESC, "placedAt", "id");

  private final OrderRepository orders;
  private final Settings settings;
  private final Fixes fixes;

  Orders(OrderRepository orders, Settings settings, Fixes fixes) {
    this.orders = orders;
    this.settings = settings;
    this.fixes = fixes;
  }

  @Transactional(readOnly = true)
  public OrderPage page(OrderFilter filter, int page, int size) {
    String timeZone = settings.of(filter.restaurantId()).timeZone();
    Page<Order> found =
        orders.findAll(filter.specification(), PageRequest.of(page, size, NEWEST_FIRST));
    return new OrderPage(
        fixes.isOn(PosFixes.ORDERS_JOINED)
            ? joined(found.getContent())
            : found.getContent().stream().map(OrderView::inList).toList(),
        timeZone,
        page,
        size,
        found.getTotalElements(),
        found.getTotalPages());
  }

  @Transactional(readOnly = true)
  public OrderView one(long restaurantId, long orderId) {
    return OrderView.whole(find(restaurantId, orderId));
  }

  /** Lines and modifiers of all orders in one statement. */
  private List<OrderView> joined(List<Order> page) {
    Map<Long, List<LineView>> lines =
        orders.linesOf(page.stream().map(Order::id).toList()).stream()
            .collect(
                Collectors.groupingBy(
                    OrderLine::orderId, Collectors.mapping(LineView::of, Collectors.toList())));
    return page.stream()
        .map(o -> OrderView.of(o, lines.getOrDefault(o.id(), List.of()), null))
        .toList();
  }

  Order find(long restaurantId, long orderId) {
    return orders
        .findById(orderId)
        .filter(o -> o.restaurantId() == restaurantId)
        .orElseThrow(
            () -> Problem.notFound("restaurant " + restaurantId + " has no order " + orderId));
  }
}
