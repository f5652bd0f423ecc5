package dev.headroom.services.pos;

import dev.headroom.services.common.Problem;
import jakarta.persistence.criteria.Predicate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * Which orders of a restaurant.
 *
 * @param from first business date, inclusive
 * @param to last business date, inclusive
 */
record OrderFilter(
    long restaurantId,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    @Nullable OrderState state) {

  OrderFilter {
    if (from != null && to != null && from.isAfter(to)) {
      throw Problem.badRequest("from=" + from + " is after to=" + to + ": swap them");
    }
  }

  Specification<Order> specification() {
    return (order, query, criteria) -> {
      List<Predicate> all = new ArrayList<>();
      all.add(criteria.equal(order.get("restaurantId"), restaurantId));
      if (from != null) {
        all.add(criteria.greaterThanOrEqualTo(order.<LocalDate>get("businessDate"), from));
      }
      if (to != null) {
        all.add(criteria.lessThanOrEqualTo(order.<LocalDate>get("businessDate"), to));
      }
      if (state != null) {
        all.add(criteria.equal(order.get("state"), state));
      }
      return criteria.and(all.toArray(Predicate[]::new));
    };
  }
}
