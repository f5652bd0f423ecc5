package dev.headroom.services.pos;

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
  private final OrderReads reads;
  private final Settings settings;

  Orders(OrderRepository orders, OrderReads reads, Settings settings) {
    this.orders = orders;
    this.reads = reads;
    this.settings = settings;
  }

  @Transactional(readOnly = true)
  public OrderPage page(OrderFilter filter, int page, int size) {
    String timeZone = settings.of(filter.restaurantId()).timeZone();
    Page<Order> found =
        orders.findAll(filter.specification(), PageRequest.of(page, size, NEWEST_FIRST));
    return new OrderPage(
        reads.inList(found.getContent()),
        timeZone,
        page,
        size,
        found.getTotalElements(),
        found.getTotalPages());
  }

  @Transactional(readOnly = true)
  public OrderView one(long restaurantId, long orderId) {
    return reads.whole(find(restaurantId, orderId));
  }

  Order find(long restaurantId, long orderId) {
    return orders
        .findById(orderId)
        .filter(o -> o.restaurantId() == restaurantId)
        .orElseThrow(
            () -> Problem.notFound("restaurant " + restaurantId + " has no order " + orderId));
  }
}
