package dev.headroom.services.pos;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface RestaurantRepository extends JpaRepository<Restaurant, Long> {

  List<Restaurant> findAllByOrderById();
}
