package dev.headroom.services.pos;

import java.util.Optional;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;

interface OrderRepository extends JpaRepository<Order, Long>, JpaSpecificationExecutor<Order> {

  Optional<Order> findByRestaurantIdAndExternalId(long restaurantId, String externalId);
}
