package dev.headroom.services.pos;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Query;

interface OrderRepository extends JpaRepository<Order, Long>, JpaSpecificationExecutor<Order> {

  Optional<Order> findByRestaurantIdAndExternalId(long restaurantId, String externalId);

  @Query(
      "select l from OrderLine l left join fetch l.modifiers where l.id.orderId in :ids order by l.id.orderId, l.id.lineNo")
  List<OrderLine> linesOf(Collection<Long> ids);
}
